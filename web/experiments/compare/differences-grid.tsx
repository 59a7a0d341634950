import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { useText } from "../../i18n/use-text.ts";
import { Link } from "../../parts/link.tsx";
import { paths } from "../../shell/paths.ts";
import { useComparison } from "./comparison.tsx";
import { cellKeyOf, type DiffRow, nameKeyOf } from "./differences.ts";
import { useFocus, useIsFocused } from "./focus.tsx";

const rowHeight = 33;
const columnWidth = 150;

/** Names down, runs across; only the cells in view are in the page, however many there are. */
export function DifferencesGrid({ runs, rows }: { runs: readonly Run[]; rows: readonly DiffRow[] }) {
  const { t, say, format } = useText();
  const box = useRef<HTMLDivElement>(null);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    initialRect: { width: 800, height: 420 },
  });
  const across = useVirtualizer({
    horizontal: true,
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => columnWidth,
    overscan: 2,
    initialRect: { width: 1_000, height: 420 },
  });
  const columns = across.getVirtualItems();
  const left = columns[0]?.start ?? 0;
  const right = across.getTotalSize() - (columns.at(-1)?.end ?? 0);
  const items = down.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = down.getTotalSize() - (items.at(-1)?.end ?? 0);
  const whole = useMemo(
    () =>
      new Set(
        rows
          .filter(({ cells }) => cells.some((cell) => typeof cell === "number" && Number.isInteger(cell)))
          .map(({ id }) => id),
      ),
    [rows],
  );
  const write = (row: DiffRow, cell: string | number | null) => {
    if (cell === null) return "–";
    if (typeof cell === "string") {
      const key = cellKeyOf(row.group, row.label, cell);
      return key === null ? cell : say(key);
    }
    if (!Number.isFinite(cell)) return String(cell);
    return whole.has(row.id) && Number.isInteger(cell) ? format.integer(cell) : format.number(cell, 5);
  };
  const span = columns.length + 3;
  return (
    <div
      className="table-box compare-grid"
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={t("compare.differences")}
    >
      <table className="table" aria-rowcount={rows.length + 1} aria-colcount={runs.length + 1}>
        <caption className="hidden">{t("compare.differences")}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="compare-name" aria-colindex={1}>
              {t("common.name")}
            </th>
            <td style={{ minWidth: left, padding: 0 }} aria-hidden="true" />
            {columns.map(({ index }) => {
              const run = runs[index];
              return run === undefined ? null : <RunHead key={run.id} run={run} column={index + 2} />;
            })}
            <td style={{ minWidth: right, padding: 0 }} aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          <Room height={above} span={span} />
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const nameKey = nameKeyOf(row.group, row.label);
            return (
              <tr key={row.id} aria-rowindex={index + 2} style={{ height: rowHeight }}>
                <th scope="row" className="compare-name" aria-colindex={1} title={row.label}>
                  {nameKey === null ? row.label : say(nameKey)}{" "}
                  <span className="dim">{say(`compare.group.${row.group}`)}</span>
                </th>
                <td style={{ padding: 0 }} aria-hidden="true" />
                {columns.map(({ index: at }) => {
                  const cell = row.cells[at] ?? null;
                  const text = write(row, cell);
                  return (
                    <td
                      key={runs[at]?.id ?? at}
                      aria-colindex={at + 2}
                      className={typeof cell === "number" ? "number" : undefined}
                      title={typeof cell === "string" && cell.length > 16 ? cell.slice(0, 1_000) : undefined}
                    >
                      {row.best !== null && cell === row.best ? (
                        <span className="best">{text}</span>
                      ) : (
                        text.slice(0, 200)
                      )}
                    </td>
                  );
                })}
                <td style={{ padding: 0 }} aria-hidden="true" />
              </tr>
            );
          })}
          <Room height={below} span={span} />
        </tbody>
      </table>
    </div>
  );
}

function RunHead({ run, column }: { run: Run; column: number }) {
  const { colouring, indexOf } = useComparison();
  const focus = useFocus();
  const isFocused = useIsFocused(run.id);
  return (
    <th
      scope="col"
      aria-colindex={column}
      className={isFocused ? "compare-run in-focus" : "compare-run"}
      onPointerEnter={() => focus.set(run.id)}
      onPointerLeave={() => focus.set(null)}
      onFocus={() => focus.set(run.id)}
      onBlur={() => focus.set(null)}
    >
      <span
        className="compare-swatch"
        style={{ background: colouring.colours[indexOf(run.id)] }}
        aria-hidden="true"
      />
      <Link to={paths.run(run.id)} title={run.name}>
        {run.name}
      </Link>
    </th>
  );
}

function Room({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr className="spacer" aria-hidden="true">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
