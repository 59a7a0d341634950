import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useText } from "../../../i18n/use-text.ts";
import { PageProblem } from "../../../parts/problem.tsx";
import { PartSkeleton } from "../../../parts/skeletons.tsx";
import { readBytes } from "./read-bytes.ts";
import { TextPreview } from "./text-preview.tsx";

const mostBytes = 4 * 1024 * 1024;
const entriesAtOnce = 100;
const mostCharacters = 500;
/** Levels that are open at first. */
const openLevels = 2;

/** JSON as a tree, opened level by level, so that neither its depth nor its length is the page's concern. */
export function JsonPreview({ url, name }: { url: string; name: string }) {
  const { t, format } = useText();
  // Kept as text: what compares answers with each other walks as deep as they are.
  const { data, error } = useQuery({
    queryKey: ["artifact-json", url],
    queryFn: async () => {
      const { bytes, size } = await readBytes(url, 0, mostBytes);
      return { text: size > mostBytes ? undefined : new TextDecoder().decode(bytes) };
    },
    gcTime: 0,
    structuralSharing: false,
  });
  const text = data?.text;
  const parsed = useMemo(() => (text === undefined ? undefined : parse(text)), [text]);
  if (error !== null) return <PageProblem error={error} />;
  if (data === undefined) return <PartSkeleton height={240} />;
  if (parsed === undefined) {
    const why =
      text === undefined
        ? t("run.artifacts.jsonTooLarge", { most: format.bytes(mostBytes) })
        : t("run.artifacts.noJson");
    return (
      <>
        <p className="small dim">{why}</p>
        <TextPreview url={url} name={name} />
      </>
    );
  }
  return (
    <div className="json-preview" tabIndex={0} role="group" aria-label={name}>
      <Value value={parsed.value} level={0} />
    </div>
  );
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function Value({ value, level }: { value: unknown; level: number }) {
  if (typeof value === "object" && value !== null) return <Branch value={value} level={level} />;
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, mostCharacters)) : String(value);
  const isCut = typeof value === "string" && value.length > mostCharacters;
  return (
    <code className={`json-${value === null ? "null" : typeof value}`}>
      {text}
      {isCut ? "…" : ""}
    </code>
  );
}

function Branch({ value, level }: { value: object; level: number }) {
  const { t, format } = useText();
  const [isOpen, setOpen] = useState(level < openLevels);
  const [most, setMost] = useState(entriesAtOnce);
  const keys = useMemo(() => (Array.isArray(value) ? undefined : Object.keys(value)), [value]);
  const count = keys?.length ?? (value as readonly unknown[]).length;
  const ends = keys === undefined ? "[]" : "{}";
  if (count === 0) return <code>{ends}</code>;
  const shown = Math.min(count, most);
  return (
    <>
      <button type="button" className="json-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span>{" "}
        {t("run.json.entries", { ends, count: format.integer(count) })}
      </button>
      {isOpen ? (
        <ul>
          {Array.from({ length: shown }, (_, index) => {
            const key = keys === undefined ? index : (keys[index] ?? "");
            return (
              <li key={key}>
                <span className="json-key">{String(key).slice(0, mostCharacters)}:</span>{" "}
                <Value value={(value as Readonly<Record<string | number, unknown>>)[key]} level={level + 1} />
              </li>
            );
          })}
          {shown < count ? (
            <li>
              <button type="button" className="json-fold" onClick={() => setMost(most + entriesAtOnce)}>
                {t("run.json.more", { count: format.integer(Math.min(entriesAtOnce, count - shown)) })}
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </>
  );
}
