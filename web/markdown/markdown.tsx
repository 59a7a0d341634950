import type { Root } from "hast";
import { toJsxRuntime, type Components } from "hast-util-to-jsx-runtime";
import { useEffect, useMemo, useState } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { useText } from "../i18n/use-text.ts";
import { PartSkeleton } from "../parts/skeletons.tsx";

const patienceMs = 4_000;

/**
 * Markdown that somebody wrote, as elements: nothing of it is ever HTML to the browser. Links open elsewhere; images
 * come through `imageUrl`, which gets relative addresses only. What cannot be read in time is shown as text.
 */
export function Markdown({ text, imageUrl }: { text: string; imageUrl?: (source: string) => string }) {
  const { t } = useText();
  const tree = useTree(text);
  const content = useMemo(() => {
    if (tree === undefined || tree === null) return undefined;
    return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: componentsOf(imageUrl) });
  }, [tree, imageUrl]);
  if (tree === undefined) return <PartSkeleton height={80} />;
  if (tree === null) {
    return (
      <>
        <p className="small dim">{t("run.markdown.asText")}</p>
        <pre className="block markdown-text">{text}</pre>
      </>
    );
  }
  return <div className="markdown">{content}</div>;
}

/** Undefined while it is read, null when it cannot be. */
function useTree(text: string): Root | null | undefined {
  const [read, setRead] = useState<{ readonly text: string; readonly tree: Root | null }>();
  useEffect(() => {
    const worker = new Worker(new URL("./markdown-worker.ts", import.meta.url), { type: "module" });
    const end = (tree: Root | null) => {
      clearTimeout(timer);
      worker.terminate();
      setRead({ text, tree });
    };
    const timer = setTimeout(() => end(null), patienceMs);
    worker.addEventListener("message", (event: MessageEvent<Root | null>) => end(event.data));
    worker.addEventListener("error", () => end(null));
    worker.postMessage(text, {});
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [text]);
  return read?.text === text ? read.tree : undefined;
}

function componentsOf(imageUrl: ((source: string) => string) | undefined): Partial<Components> {
  return {
    // A jump inside the text, or to a file beside it, would be one of this page.
    a: ({ href, children }) =>
      href === undefined || !/^(https?|mailto):/i.test(href) ? (
        <span>{children}</span>
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
      ),
    img: ({ src, alt }) =>
      typeof src === "string" && imageUrl !== undefined && !/^([a-z][\w+.-]*:|\/\/)/i.test(src) ? (
        <img src={imageUrl(decoded(src))} alt={alt ?? ""} loading="lazy" />
      ) : (
        <span className="dim">[{alt ?? ""}]</span>
      ),
    input: ({ checked }) => <span aria-hidden="true">{checked === true ? "☑" : "☐"}</span>,
    table: ({ children }) => (
      <div className="table-box" tabIndex={0} role="group">
        <table className="table">{children}</table>
      </div>
    ),
  };
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
