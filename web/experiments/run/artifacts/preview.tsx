import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { useState } from "react";
import { useText } from "../../../i18n/use-text.ts";
import { Copy } from "../../../parts/copy.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { ImagePreview } from "./image-preview.tsx";
import { JsonPreview } from "./json-preview.tsx";
import { previewKind, type PreviewKind } from "./kinds.ts";
import { MarkdownPreview } from "./markdown-preview.tsx";
import { PagePreview } from "./page-preview.tsx";
import { type ArtifactPlace, bytesUrl, nameOf } from "./place.ts";
import { readSize } from "./read-bytes.ts";
import { TablePreview } from "./table-preview.tsx";
import { TextPreview } from "./text-preview.tsx";

/** One file: what it is called, how to have it, and what is in it as far as a browser may show it. */
export function Preview({ place }: { place: ArtifactPlace }) {
  const url = bytesUrl(place);
  const query = queryOptions({
    queryKey: ["artifact-size", url] as readonly unknown[],
    queryFn: () => readSize(url),
    gcTime: 0,
  });
  return (
    <Loaded query={query} height={240}>
      {(bytes) => <File place={place} url={url} bytes={bytes} />}
    </Loaded>
  );
}

function File({ place, url, bytes }: { place: ArtifactPlace; url: string; bytes: number }) {
  const { t, format } = useText();
  const kind = previewKind(place.path);
  const [isText, setText] = useState(false);
  const name = nameOf(place.path);
  return (
    <section className="preview" aria-label={name}>
      <header className="row">
        <h3 className="wrap-anywhere">{name}</h3>
        <span className="small dim">{format.bytes(bytes)}</span>
        <Copy text={place.path} label={t("run.artifacts.copyPath")} />
        <span className="preview-end">
          {kind === "text" || kind === "image" || place.path.endsWith(".parquet") ? null : (
            <Button variant="default" aria-pressed={isText} onClick={() => setText(!isText)}>
              {t("run.artifacts.asText")}
            </Button>
          )}
          <Button component="a" href={url} download={name} leftSection={<IconDownload size={14} />}>
            {t("run.artifacts.download")}
          </Button>
        </span>
      </header>
      <Content kind={isText ? "text" : kind} place={place} url={url} name={name} bytes={bytes} />
    </section>
  );
}

function Content(props: {
  kind: PreviewKind;
  place: ArtifactPlace;
  url: string;
  name: string;
  bytes: number;
}) {
  const { kind, place, url, name, bytes } = props;
  const { t } = useText();
  switch (kind) {
    case "image":
      return <ImagePreview url={url} name={name} bytes={bytes} />;
    case "markdown":
      return <MarkdownPreview place={place} name={name} />;
    case "json":
      return <JsonPreview url={url} name={name} />;
    case "table":
      return <TablePreview place={place} name={name} />;
    case "page":
      return <PagePreview place={place} name={name} />;
    case "text":
      return <TextPreview url={url} name={name} />;
    case "none":
      return <p className="dim">{t("run.artifacts.noPreview")}</p>;
  }
}
