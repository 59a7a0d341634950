import { IconChevronDown, IconChevronUp, IconMinus, IconPlus } from "@tabler/icons-react";
import { memo, type PointerEvent } from "react";
import type { Text } from "../../i18n/use-text.ts";
import { Around } from "./cells.tsx";
import { ColumnMenu, type ColumnActs } from "./column-menu.tsx";
import { labelOf } from "./column-label.ts";
import { nameField } from "./columns.ts";
import { checkWidth, type Layout, type Placed } from "./layout.ts";
import { narrowest, nextOrder, orderOn, type View, widest } from "./view.ts";
import type { Change } from "./use-view.ts";

export interface HeadProps {
  readonly layout: Layout;
  readonly from: number;
  readonly to: number;
  readonly view: View;
  readonly change: Change;
  readonly acts: ColumnActs;
  readonly text: Text;
  readonly isAllSelected: boolean;
  readonly onSelectAll: () => void;
  readonly onDrag: (drag: { id: string; width: number } | undefined) => void;
}

const sorts = { ASC: "ascending", DESC: "descending" } as const;

/** Two rows: kinds of columns, which fold, and the columns, by which runs are ordered. */
export const Head = memo(function Head(props: HeadProps) {
  const { layout, from, to, view, change, text } = props;
  const { t } = text;
  const fold = (kind: Layout["groups"][number]["kind"], isFolded: boolean) =>
    change({
      folded: isFolded ? view.folded.filter((each) => each !== kind) : [...view.folded, kind],
    });
  const column = (placed: Placed, isPinned: boolean) => (
    <ColumnHead key={placed.id} {...props} placed={placed} isPinned={isPinned} />
  );
  return (
    <thead>
      <tr className="kinds" aria-rowindex={1}>
        <td
          colSpan={2 + layout.pinned.length}
          className="pinned"
          style={{ left: 0, width: layout.pinnedWidth }}
        />
        {layout.groups.map(({ kind, of, isFolded }) => (
          <th key={kind} scope="colgroup" colSpan={isFolded ? 1 : of.length}>
            <button
              type="button"
              aria-expanded={!isFolded}
              style={{ left: layout.pinnedWidth + 12 }}
              onClick={() => fold(kind, isFolded)}
            >
              {isFolded ? (
                <IconPlus size={12} aria-hidden="true" />
              ) : (
                <IconMinus size={12} aria-hidden="true" />
              )}
              {t(`runs.kind.${kind}`)} {isFolded ? text.format.integer(of.length) : null}
            </button>
          </th>
        ))}
      </tr>
      <tr className="columns" aria-rowindex={2}>
        <td className="pinned check" style={{ left: 0 }} aria-colindex={1}>
          <input
            type="checkbox"
            checked={props.isAllSelected}
            aria-label={t("runs.selectAll")}
            onChange={props.onSelectAll}
          />
        </td>
        <th
          scope="col"
          className="pinned"
          style={{ left: checkWidth }}
          aria-colindex={2}
          {...ariaSort(view.order, nameField)}
        >
          <SortButton {...props} id={nameField} label={t("common.name")} isLowerBetter />
          <Handle {...props} id={nameField} width={layout.nameWidth} />
        </th>
        <Around layout={layout} from={from} to={to} cell={column} />
      </tr>
    </thead>
  );
});

function ariaSort(order: string, id: string): { "aria-sort"?: "ascending" | "descending" } {
  const now = orderOn(order, id);
  return now === undefined ? {} : { "aria-sort": sorts[now] };
}

function ColumnHead(props: HeadProps & { placed: Placed; isPinned: boolean }) {
  const { placed, isPinned, view, text } = props;
  const { column } = placed;
  if (column === undefined) return <td aria-colindex={placed.number} />;
  return (
    <th
      scope="col"
      aria-colindex={placed.number}
      className={`${column.isNumber ? "number" : ""} ${isPinned ? "pinned" : ""}`}
      style={isPinned ? { left: placed.start } : undefined}
      {...ariaSort(view.order, column.id)}
    >
      <span className="head">
        <SortButton
          {...props}
          id={column.id}
          label={labelOf(column, text)}
          isLowerBetter={column.isLowerBetter || column.kind === "param" || column.kind === "tag"}
        />
        <ColumnMenu column={column} isPinned={isPinned} width={placed.width} view={view} acts={props.acts} />
      </span>
      <Handle {...props} id={column.id} width={placed.width} />
    </th>
  );
}

function SortButton(
  props: Pick<HeadProps, "view" | "change"> & { id: string; label: string; isLowerBetter: boolean },
) {
  const { view, id, label } = props;
  const now = orderOn(view.order, id);
  if (id === "duration") return <span className="label">{label}</span>;
  return (
    <button
      type="button"
      title={id}
      onClick={() => props.change({ order: nextOrder(view.order, id, props.isLowerBetter) })}
    >
      <span className="label">{label}</span>
      {now === "ASC" ? <IconChevronUp size={12} aria-hidden="true" /> : null}
      {now === "DESC" ? <IconChevronDown size={12} aria-hidden="true" /> : null}
    </button>
  );
}

/** Drags the edge of a column; the column's menu has the same for the keyboard. */
function Handle(props: Pick<HeadProps, "view" | "change" | "onDrag"> & { id: string; width: number }) {
  const { id, width, view, change, onDrag } = props;
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    const { currentTarget: handle, pointerId, clientX } = event;
    handle.setPointerCapture(pointerId);
    let now = width;
    const move = (moved: globalThis.PointerEvent) => {
      now = Math.min(widest, Math.max(narrowest, width + moved.clientX - clientX));
      onDrag({ id, width: now });
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      onDrag(undefined);
      change({ widths: new Map([...view.widths, [id, now]]) }, "replace");
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  };
  return <span className="handle" aria-hidden="true" onPointerDown={start} />;
}
