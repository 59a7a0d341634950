import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useText } from "../../../i18n/use-text.ts";
import { PageProblem } from "../../../parts/problem.tsx";
import { PartSkeleton } from "../../../parts/skeletons.tsx";
import { isBinary, readBytes } from "./read-bytes.ts";

const partBytes = 256 * 1024;
/** Of one text in one page; what is longer is for an editor. */
const mostParts = 16;

/** A text from its beginning, as much as one asks for. */
export function TextPreview({ url, name }: { url: string; name: string }) {
  const { t, format } = useText();
  const query = useInfiniteQuery({
    queryKey: ["artifact-text", url],
    queryFn: ({ pageParam }) => readBytes(url, pageParam, partBytes),
    initialPageParam: 0,
    getNextPageParam: ({ size }, all) =>
      all.length * partBytes < size && all.length < mostParts ? all.length * partBytes : undefined,
    gcTime: 0,
    structuralSharing: false,
  });
  const pages = query.data?.pages;
  const parts = useMemo(() => {
    const decoder = new TextDecoder();
    return (pages ?? []).map(({ bytes }) => decoder.decode(bytes, { stream: true }));
  }, [pages]);
  if (query.error !== null && pages === undefined) return <PageProblem error={query.error} />;
  if (pages === undefined) return <PartSkeleton height={240} />;
  const size = pages[0]?.size ?? 0;
  if (pages.some(({ bytes }) => isBinary(bytes))) return <p className="dim">{t("run.artifacts.binary")}</p>;
  if (size === 0) return <p className="dim">{t("run.artifacts.emptyFile")}</p>;
  const shown = Math.min(size, pages.length * partBytes);
  return (
    <>
      <div className="text-preview" tabIndex={0} role="group" aria-label={name}>
        {parts.map((part, index) => (
          <pre key={index}>{part}</pre>
        ))}
      </div>
      {shown >= size ? null : (
        <div className="row">
          <span className="small dim" role="status">
            {t("run.artifacts.shown", { shown: format.bytes(shown), size: format.bytes(size) })}
          </span>
          {query.hasNextPage ? (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t("run.artifacts.more")}
            </Button>
          ) : (
            <span className="small dim">{t("run.artifacts.restByDownload")}</span>
          )}
        </div>
      )}
    </>
  );
}
