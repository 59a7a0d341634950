import { useVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from "react";
import type { GroupBest, RunIds } from "../../../src/contract/records/experiments.ts";
import { useText } from "../../i18n/use-text.ts";
import { PageProblem } from "../../parts/problem.tsx";
import { paths } from "../../shell/paths.ts";
import { Cells, type CellsProps } from "./cells.tsx";
import type { ColumnActs } from "./column-menu.tsx";
import { GroupCells } from "./group-cells.tsx";
import { Head } from "./head.tsx";
import { itemsOf } from "./items.ts";
import { checkWidth, inView, layoutOf } from "./layout.ts";
import type { Selection } from "./selection.ts";
import { useRows } from "./use-rows.ts";
import type { Change } from "./use-view.ts";
import type { View } from "./view.ts";

const rowHeight = 33;
const noGroup: ReadonlySet<number> = new Set();

/**
 * The table itself: only the rows and columns in view are in the page, however many there are; a place far down
 * is as near as the next one, since its runs are asked for by their ids.
 */
export function Grid(props: {
  list: RunIds;
  /** When the list was made. */
  stamp: number;
  isStale: boolean;
  columns: readonly string[];
  view: View;
  change: Change;
  acts: ColumnActs;
  bests: ReadonlyMap<string, number>;
  groupBests: readonly GroupBest[];
  selection: Selection;
  onTop: (isAtTop: boolean) => void;
}) {
  const { list, view, change, selection } = props;
  const text = useText();
  const { t } = text;
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ left: 0, width: 1_200 });
  const [drag, setDrag] = useState<{ id: string; width: number }>();
  const [open, setOpen] = useState<{ of: string; groups: ReadonlySet<number> }>({
    of: "",
    groups: new Set(),
  });
  const opened = open.of === view.group ? open.groups : noGroup;
  const nameWidth = size.width < 600 ? 130 : 220;
  const layout = useMemo(
    () => layoutOf(props.columns, view, nameWidth, drag),
    [props.columns, view, nameWidth, drag],
  );
  const [from, to] = inView(layout.free, size.left, Math.max(100, size.width - layout.pinnedWidth));
  const items = useMemo(
    () => itemsOf(list.ids.length, list.groups, opened),
    [list.ids.length, list.groups, opened],
  );
  const virtual = useVirtualizer({
    count: items.count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 1_200, height: 600 },
  });
  const shown = virtual.getVirtualItems();
  const positions = shown.map(({ index }) => items.at(index)).filter((position) => position >= 0);
  const rows = useRows(list.ids, props.stamp, layout.keys, positions);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const read = () => {
      const next = { left: Math.round(element.scrollLeft / 60) * 60, width: element.clientWidth };
      setSize((now) => (now.left === next.left && now.width === next.width ? now : next));
      props.onTop(element.scrollTop < rowHeight);
    };
    read();
    const watcher = new ResizeObserver(read);
    watcher.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      watcher.disconnect();
      element.removeEventListener("scroll", read);
    };
    // The box is the same as long as the table is there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const question = [view.filter, view.order, view.group, view.show].join("\n");
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [question]);

  const navigate = useNavigate();
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-run]") : null;
    const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
    if (link === null || !isPlain) return;
    event.preventDefault();
    void navigate({ to: paths.run(link.getAttribute("data-run") ?? "") });
  };
  const toggle = (group: number) => {
    const groups = new Set(opened);
    if (!groups.delete(group)) groups.add(group);
    setOpen({ of: view.group, groups });
  };
  const cells: CellsProps = { layout, from, to: Math.max(from, to), bests: props.bests, text };
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <>
      {rows.error === null ? null : <PageProblem error={rows.error} />}
      <div
        className={`table-box runs ${props.isStale ? "stale" : ""}`}
        ref={box}
        tabIndex={0}
        role="group"
        aria-label={t("experiments.runs")}
        aria-busy={props.isStale}
        // Its rows, two lines of heads, and what a scroll bar below takes: few runs leave no empty box.
        style={{ height: `min(68vh, ${(items.count + 2) * rowHeight + 20}px)` }}
      >
        <table
          className="table"
          aria-rowcount={items.count + 2}
          aria-colcount={layout.pinned.length + layout.free.length + 2}
          style={{ width: layout.width }}
        >
          <caption className="hidden">{t("experiments.runs")}</caption>
          <colgroup>
            <col style={{ width: checkWidth }} />
            <col style={{ width: layout.nameWidth }} />
            {[...layout.pinned, ...layout.free].map(({ id, width }) => (
              <col key={id} style={{ width }} />
            ))}
          </colgroup>
          <Head
            {...cells}
            view={view}
            change={change}
            acts={props.acts}
            isAllSelected={selection.isFull}
            onSelectAll={selection.toggleAll}
            onDrag={setDrag}
          />
          <tbody onClick={follow}>
            <Spacer height={before} />
            {shown.map(({ index, key }) => {
              const position = items.at(index);
              if (position < 0) {
                const group = list.groups[-1 - position];
                if (group === undefined) return null;
                return (
                  <tr key={key} className="run-group" aria-rowindex={index + 3}>
                    <GroupCells
                      {...cells}
                      field={view.group}
                      group={group}
                      isOpen={opened.has(-1 - position)}
                      onToggle={() => toggle(-1 - position)}
                      bestOf={
                        props.groupBests.find(({ value }) => value === group.value && !group.isRest)?.best
                      }
                    />
                  </tr>
                );
              }
              const id = list.ids[position] ?? "";
              const row = rows.row(id);
              const isSelected = selection.has(id);
              return (
                <tr key={key} aria-rowindex={index + 3} className={isSelected ? "selected" : undefined}>
                  <td className="pinned check" style={{ left: 0 }} aria-colindex={1}>
                    <input
                      type="checkbox"
                      checked={isSelected}
                      aria-label={t("runs.select", { name: row?.name ?? id })}
                      onChange={() => selection.toggle(id)}
                    />
                  </td>
                  <th scope="row" className="pinned" style={{ left: checkWidth }} aria-colindex={2}>
                    {row === undefined ? (
                      <span className="ghost" />
                    ) : (
                      <a href={paths.run(id)} data-run={id} title={row.name}>
                        {row.name}
                      </a>
                    )}
                  </th>
                  <Cells {...cells} row={row} />
                </tr>
              );
            })}
            <Spacer height={after} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="spacer" aria-hidden="true">
      <td style={{ height }} />
    </tr>
  );
}
