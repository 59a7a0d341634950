import { memo, type ReactNode } from "react";
import type { RunRow } from "../../../src/contract/records/experiments.ts";
import type { Text } from "../../i18n/use-text.ts";
import { shortId } from "../../parts/short-id.ts";
import { State } from "../../parts/state.tsx";
import { Took, When } from "../../parts/time.tsx";
import type { RunColumn } from "./columns.ts";
import type { Layout, Placed } from "./layout.ts";

/** A value of a metric as a number; undefined where there is none. */
export function numberIn(value: string | number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

export function isBest(column: RunColumn, value: number | undefined, best: number | undefined): boolean {
  if (value === undefined || best === undefined) return false;
  return column.isLowerBetter ? value <= best : value >= best;
}

/** A measured value; the best one is marked by a star and by weight, and said. */
export function Measured(props: { value: number | undefined; isBest: boolean; text: Text }) {
  const { value, text } = props;
  if (value === undefined) return <>–</>;
  if (!Number.isFinite(value)) return <span className="dim">{String(value)}</span>;
  const shown = text.format.number(value, 4);
  if (!props.isBest) return <span title={String(value)}>{shown}</span>;
  return (
    <span className="best" title={`${value} · ${text.t("runs.best")}`}>
      {shown}
      <span className="hidden"> {text.t("runs.best")}</span>
    </span>
  );
}

function show(column: RunColumn, row: RunRow, props: CellsProps): ReactNode {
  switch (column.id) {
    case "status":
      return <State state={row.state} />;
    case "start_time":
      return <When at={row.startedAt} />;
    case "end_time":
      return <When at={row.finishedAt} />;
    case "duration":
      return <Took from={row.startedAt} to={row.finishedAt} />;
    case "user_id":
      return row.user === "" ? "–" : row.user;
    case "run_id":
      return <code title={row.id}>{shortId(row.id)}</code>;
    default: {
      const value = row.values[props.layout.keyAt.get(column.id) ?? -1];
      if (!column.isNumber) return <span title={String(value ?? "")}>{value ?? "–"}</span>;
      const number = numberIn(value);
      const best = isBest(column, number, props.bests.get(column.id));
      return <Measured value={number} isBest={best} text={props.text} />;
    }
  }
}

export interface CellsProps {
  readonly layout: Layout;
  readonly from: number;
  readonly to: number;
  readonly bests: ReadonlyMap<string, number>;
  readonly text: Text;
}

/** The cells of a row behind its name: the pinned, and those of the free ones that are in view. */
export const Cells = memo(function Cells(props: CellsProps & { row: RunRow | undefined }) {
  const { layout, row } = props;
  const cell = (placed: Placed, isPinned: boolean) => (
    <td
      key={placed.id}
      aria-colindex={placed.number}
      className={`${placed.column?.isNumber ? "number" : ""} ${isPinned ? "pinned" : ""}`}
      style={isPinned ? { left: placed.start } : undefined}
    >
      {row === undefined ? (
        <span className="ghost" />
      ) : placed.column === undefined ? null : (
        show(placed.column, row, props)
      )}
    </td>
  );
  return <Around layout={layout} from={props.from} to={props.to} cell={cell} />;
});

/** Cells of a row with two fillers for what is out of view. */
export function Around(props: {
  layout: Layout;
  from: number;
  to: number;
  cell: (placed: Placed, isPinned: boolean) => ReactNode;
}) {
  const { layout, from, to, cell } = props;
  const after = layout.free.length - to;
  return (
    <>
      {layout.pinned.map((placed) => cell(placed, true))}
      {from > 0 ? <td colSpan={from} aria-hidden="true" /> : null}
      {layout.free.slice(from, to).map((placed) => cell(placed, false))}
      {after > 0 ? <td colSpan={after} aria-hidden="true" /> : null}
    </>
  );
}
