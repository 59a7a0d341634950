import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { CodeChange } from "../../../src/contract/http/compare.ts";
import { useText } from "../../i18n/use-text.ts";
import { When } from "../../parts/time.tsx";

/** Commits that only one of the two has, the files that differ, and how. */
export function CodeChangeView({ change }: { change: CodeChange }) {
  const { t, format } = useText();
  const [isOpen, setOpen] = useState(false);
  const { commits, files, patch } = change;
  return (
    <div className="stack">
      <div>
        <h3>{t("compare.commits", { count: commits.length, more: change.hasMoreCommits ? "+" : "" })}</h3>
        <ul className="compare-commits">
          {commits.map(({ id, side, author, at, subject }) => (
            <li key={id}>
              <code title={id}>{id.slice(0, 8)}</code> <span className="wrap-anywhere">{subject}</span>{" "}
              <span className="dim small">
                {author}, <When at={at} />
                {side === "from" ? `, ${t("compare.onlyFrom")}` : null}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>{t("compare.files", { count: files.length, more: change.hasMoreFiles ? "+" : "" })}</h3>
        {files.length === 0 ? <p className="dim">{t("compare.files.none")}</p> : null}
        <ul className="compare-files">
          {files.map(({ path, was, added, removed }) => (
            <li key={path}>
              <code className="wrap-anywhere">{was === null ? path : `${was} → ${path}`}</code>{" "}
              {added === null || removed === null ? (
                <span className="dim small">{t("compare.binary")}</span>
              ) : (
                <span className="small tabular">
                  <span className="compare-added">+{format.integer(added)}</span>{" "}
                  <span className="compare-removed">−{format.integer(removed)}</span>
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
      {patch === "" ? null : (
        <div>
          <Button variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? t("compare.patch.hide") : t("compare.patch.show")}
          </Button>
          {isOpen ? <Patch text={patch} /> : null}
          {isOpen && change.isPatchCut ? <p className="small dim">{t("compare.patch.cut")}</p> : null}
        </div>
      )}
    </div>
  );
}

const lineHeight = 19;

/** A unified diff, of which only the lines in view are in the page. */
function Patch({ text }: { text: string }) {
  const { t } = useText();
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.split("\n"), [text]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    initialRect: { width: 800, height: 420 },
  });
  return (
    <div className="compare-patch" ref={box} tabIndex={0} role="group" aria-label={t("compare.patch")}>
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] ?? "";
          return (
            <div
              key={index}
              className={`compare-line ${kindOf(line)}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              {line.slice(0, 2_000) || " "}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function kindOf(line: string): string {
  if (/^(diff|index|---|\+\+\+|similarity|rename|new file|deleted file|Binary)/.test(line)) return "is-head";
  if (line.startsWith("@@")) return "is-place";
  if (line.startsWith("+")) return "is-added";
  return line.startsWith("-") ? "is-removed" : "";
}
