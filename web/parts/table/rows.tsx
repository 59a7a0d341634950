import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import type { Column } from "./data-table.tsx";

const rowHeight = 33;

/** The table itself; rows out of view are two spacers, so that 100,000 rows scroll like 50. */
export function Rows<Row>(props: {
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly { readonly id: string; readonly item: Row }[];
  head: (column: Column<Row>) => ReactNode;
  sort: string;
}) {
  const { columns, rows } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className="table-box" ref={box} tabIndex={0} role="group" aria-label={props.title}>
      <table className="table" aria-rowcount={rows.length + 1}>
        <caption className="hidden">{props.title}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.isNumber ? "number" : undefined}
                {...sorted(props.sort, column.key)}
              >
                {props.head(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} columns={columns.length} />
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                data-index={item.index}
                ref={virtual.measureElement}
                aria-rowindex={item.index + 2}
              >
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={`${column.isNumber ? "number" : ""} ${column.wraps ? "wrap" : ""}`}
                  >
                    {column.show ? column.show(row.item) : (column.value(row.item) ?? "–")}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

function sorted(sort: string, key: string): { "aria-sort"?: "ascending" | "descending" } {
  if (sort === key) return { "aria-sort": "ascending" };
  return sort === `-${key}` ? { "aria-sort": "descending" } : {};
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
