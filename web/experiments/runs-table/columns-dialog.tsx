import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { RunKeys } from "../../../src/contract/records/experiments.ts";
import { ask } from "../../data/api.ts";
import { useText } from "../../i18n/use-text.ts";
import { attributeIds, columnOf, keyId, type Kind } from "./columns.ts";

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly runs?: { readonly count: number; readonly isMore: boolean };
}

const rowHeight = 30;

/** Which columns are shown: found by a part of their name among thousands, in one step of the history. */
export function ColumnsDialog(props: {
  experiment: string;
  keys: RunKeys;
  columns: readonly string[];
  onDone: (columns: readonly string[]) => void;
  onClose: () => void;
}) {
  const { t, say, format } = useText();
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>(props.columns);
  const { keys } = props;
  // Beyond the most frequent keys the server finds more by how they begin.
  const isCut = keys.metrics.isCut || keys.params.isCut || keys.tags.isCut;
  const { data: more } = useQuery({
    ...ask("experiments", "columns", { params: { id: props.experiment }, query: { prefix: sought } }),
    enabled: isCut && sought !== "",
  });
  const choices = useMemo(() => choicesOf(keys, more, say), [keys, more, say]);
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter(({ label, kind }) =>
    words.every((word) => `${kind} ${label}`.toLowerCase().includes(word)),
  );
  const shown = (choice: Choice) => chosen.find((id) => isSame(id, choice));
  const toggle = (choice: Choice) => {
    const there = shown(choice);
    setChosen(there === undefined ? [...chosen, choice.id] : chosen.filter((id) => !isSame(id, choice)));
  };
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 400, height: 400 },
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t("runs.columns.title")}
      size={560}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className="stack">
        <input
          className="palette-input"
          data-autofocus
          value={sought}
          aria-label={t("runs.columns.search")}
          placeholder={t("runs.columns.search")}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
        <p className="dim small" role="status">
          {t("runs.columns.found", {
            count: found.length,
            shown: format.integer(found.length),
            chosen: format.integer(chosen.length),
          })}
          {isCut ? ` ${t("runs.columns.cut")}` : null}
        </p>
        <div
          className="column-choices"
          ref={box}
          tabIndex={0}
          role="group"
          aria-label={t("runs.columns.title")}
        >
          <div style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const choice = found[index];
              if (choice === undefined) return null;
              return (
                <label key={choice.id} style={{ top: start, height: rowHeight }}>
                  <input
                    type="checkbox"
                    checked={shown(choice) !== undefined}
                    onChange={() => toggle(choice)}
                  />
                  <span className="name" title={choice.label}>
                    {choice.label}
                  </span>
                  <span className="dim small">
                    {t(`runs.kind.${choice.kind}`)}
                    {choice.runs === undefined
                      ? null
                      : ` · ${t("runs.count", {
                          count: choice.runs.count,
                          shown: `${format.integer(choice.runs.count)}${choice.runs.isMore ? "+" : ""}`,
                        })}`}
                  </span>
                </label>
              );
            })}
          </div>
        </div>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="subtle" onClick={() => setChosen([])}>
            {t("runs.columns.none")}
          </Button>
          <Button variant="default" onClick={props.onClose}>
            {t("common.cancel")}
          </Button>
          <Button onClick={() => props.onDone(chosen)}>{t("runs.columns.done")}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** A metric is one choice, whichever of its values the column shows. */
function isSame(id: string, choice: Choice): boolean {
  if (id === choice.id) return true;
  const column = columnOf(id);
  return column?.kind === choice.kind && choice.kind === "metric" && column.key === choice.label;
}

function choicesOf(keys: RunKeys, more: RunKeys | undefined, say: (key: string) => string): Choice[] {
  const choices = new Map<string, Choice>();
  for (const id of attributeIds)
    choices.set(id, { id, label: say(`runs.attribute.${id}`), kind: "attribute" });
  for (const { metrics, params, tags } of more === undefined ? [keys] : [keys, more]) {
    for (const [kind, { items }] of [
      ["metric", metrics],
      ["param", params],
      ["tag", tags],
    ] as const)
      for (const { key, runs, isMore } of items) {
        const id = keyId(kind, key);
        choices.set(id, { id, label: key, kind, runs: { count: runs, isMore } });
      }
  }
  return [...choices.values()];
}
