import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback } from "react";
import { useText } from "../../../i18n/use-text.ts";
import { PageProblem } from "../../../parts/problem.tsx";
import { PartSkeleton } from "../../../parts/skeletons.tsx";
import { type ArtifactPlace, bytesUrl, folderOf } from "./place.ts";
import { readBytes } from "./read-bytes.ts";
import { TextPreview } from "./text-preview.tsx";

const Markdown = lazy(async () => ({ default: (await import("../../../markdown/markdown.tsx")).Markdown }));

const mostBytes = 256 * 1024;

/** Markdown as a page; images beside it are shown, those from elsewhere only named. */
export function MarkdownPreview({ place, name }: { place: ArtifactPlace; name: string }) {
  const { t, format } = useText();
  const url = bytesUrl(place);
  const { data, error } = useQuery({
    queryKey: ["artifact-markdown", url],
    queryFn: () => readBytes(url, 0, mostBytes),
    gcTime: 0,
    structuralSharing: false,
  });
  const { runId, modelId, path } = place;
  const imageUrl = useCallback(
    (source: string) => bytesUrl({ runId, modelId, path: beside(path, source) }),
    [runId, modelId, path],
  );
  if (error !== null) return <PageProblem error={error} />;
  if (data === undefined) return <PartSkeleton height={240} />;
  if (data.size > mostBytes) {
    return (
      <>
        <p className="small dim">{t("run.artifacts.markdownTooLarge", { most: format.bytes(mostBytes) })}</p>
        <TextPreview url={url} name={name} />
      </>
    );
  }
  return (
    <Suspense fallback={<PartSkeleton height={240} />}>
      <Markdown text={new TextDecoder().decode(data.bytes)} imageUrl={imageUrl} />
    </Suspense>
  );
}

/** The path that a relative address means, seen from a file; `..` above the root stays there. */
function beside(path: string, source: string): string {
  const parts = source.startsWith("/") ? [] : folderOf(path).split("/").filter(Boolean);
  for (const part of source.replace(/[?#].*$/s, "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
