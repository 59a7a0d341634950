import { Button } from "@mantine/core";
import { useState } from "react";
import { useText } from "../../../i18n/use-text.ts";

const quietBytes = 20 * 1024 * 1024;

/** An image, always by `<img>`: there no script of an SVG runs. */
export function ImagePreview({ url, name, bytes }: { url: string; name: string; bytes: number }) {
  const { t, format } = useText();
  const [isWanted, setWanted] = useState(bytes <= quietBytes);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | "broken">();
  if (!isWanted) {
    return (
      <div className="row">
        <span className="dim">{t("run.artifacts.largeImage", { size: format.bytes(bytes) })}</span>
        <Button variant="default" onClick={() => setWanted(true)}>
          {t("run.artifacts.showAnyway")}
        </Button>
      </div>
    );
  }
  if (size === "broken") return <p className="dim">{t("run.artifacts.brokenImage")}</p>;
  return (
    <figure className="image-preview">
      <img
        src={url}
        alt={name}
        decoding="async"
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
          setSize({ width, height })
        }
        onError={() => setSize("broken")}
      />
      <figcaption className="small dim">
        {size === undefined ? "…" : `${format.integer(size.width)} × ${format.integer(size.height)} px`}
      </figcaption>
    </figure>
  );
}
