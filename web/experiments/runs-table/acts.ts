import type { ColumnActs } from "./column-menu.tsx";
import { moved } from "./layout.ts";
import type { Change } from "./use-view.ts";
import { narrowest, type View, widest } from "./view.ts";

/** What the menu of a column does to the view. */
export function actsOn(view: View, change: Change, columns: readonly string[]): ColumnActs {
  const { pins } = view;
  return {
    sort: (order) => change({ order }),
    replace: (id, by) => {
      if (id === by) return;
      const instead = (ids: readonly string[]) => [...new Set(ids.map((each) => (each === id ? by : each)))];
      change({
        columns: instead(columns),
        pins: instead(pins),
        // A table that was ordered by the column goes on being so.
        order: view.order.startsWith(`${id} `) ? by + view.order.slice(id.length) : view.order,
      });
    },
    pin: (id, isPinned) =>
      change({ columns, pins: isPinned ? [...pins, id] : pins.filter((each) => each !== id) }),
    move: (id, by) => {
      if (pins.includes(id)) change({ pins: movedAny(pins, id, by) });
      else change({ columns: moved(columns, id, by) });
    },
    resize: (id, width) =>
      change(
        { widths: new Map([...view.widths, [id, Math.min(widest, Math.max(narrowest, width))]]) },
        "replace",
      ),
    hide: (id) =>
      change({ columns: columns.filter((each) => each !== id), pins: pins.filter((each) => each !== id) }),
    group: (group) => change({ group }),
  };
}

function movedAny(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const next = [...ids];
  const from = next.indexOf(id);
  const other = next[from + by];
  if (other === undefined) return next;
  [next[from], next[from + by]] = [other, id];
  return next;
}
