import type { Kind, RunColumn } from "./columns.ts";
import { arranged, columnOf } from "./columns.ts";
import type { View } from "./view.ts";

/** A column in its place; without a column it stands for a kind that is folded away. */
export interface Placed {
  readonly id: string;
  readonly kind: Kind;
  readonly column: RunColumn | undefined;
  readonly width: number;
  /** From the left edge of the pinned or of the free ones. */
  readonly start: number;
  /** Counted from 1, as screen readers are told. */
  readonly number: number;
}

export interface Layout {
  readonly nameWidth: number;
  readonly pinned: readonly Placed[];
  readonly free: readonly Placed[];
  readonly groups: readonly {
    readonly kind: Kind;
    readonly of: readonly string[];
    readonly isFolded: boolean;
  }[];
  /** Check box, name and pinned columns. */
  readonly pinnedWidth: number;
  readonly width: number;
  /** What a cell of a metric, parameter or tag shows, as the server is asked for it, and its place there. */
  readonly keys: string;
  readonly keyAt: ReadonlyMap<string, number>;
}

export const checkWidth = 38;
const foldedWidth = 150;

/** Where everything stands. `drag` is the width of a column that is being changed right now. */
export function layoutOf(
  ids: readonly string[],
  view: Pick<View, "pins" | "folded" | "widths">,
  usualNameWidth: number,
  drag?: { readonly id: string; readonly width: number },
): Layout {
  const { pinned: pins, groups } = arranged(ids, view.pins);
  const widthOf = (id: string, usual: number) =>
    drag?.id === id ? drag.width : (view.widths.get(id) ?? usual);
  const nameWidth = widthOf("run_name", usualNameWidth);
  let number = 2;
  let start = checkWidth + nameWidth;
  const place = (column: RunColumn): Placed => {
    const width = widthOf(column.id, column.width);
    const placed = { id: column.id, kind: column.kind, column, width, start, number: ++number };
    start += width;
    return placed;
  };
  const pinned = pins.map(place);
  const pinnedWidth = start;
  start = 0;
  const free = groups.flatMap(([kind, columns]) => {
    if (!view.folded.includes(kind)) return columns.map(place);
    const placed = { id: `(${kind})`, kind, column: undefined, width: foldedWidth, start, number: ++number };
    start += foldedWidth;
    return [placed];
  });
  const shown = [...pinned, ...free].flatMap(({ column }) => column ?? []);
  const keyed = shown.filter(({ kind }) => kind !== "attribute");
  return {
    nameWidth,
    pinned,
    free,
    groups: groups.map(([kind, columns]) => ({
      kind,
      of: columns.map(({ id }) => id),
      isFolded: view.folded.includes(kind),
    })),
    pinnedWidth,
    width: pinnedWidth + start,
    keys: keyed.map(({ id }) => id).join(", "),
    keyAt: new Map(keyed.map(({ id }, index) => [id, index])),
  };
}

/** The free columns that are in view, from–to. */
export function inView(free: readonly Placed[], left: number, width: number): readonly [number, number] {
  const from = free.findIndex(({ start, width: own }) => start + own > left);
  if (from < 0) return [0, 0];
  const end = free.findIndex(({ start }) => start >= left + width);
  return [from, end < 0 ? free.length : end];
}

/** The ids with one moved by a place among those of its kind. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const kind = columnOf(id)?.kind;
  const places = ids.flatMap((each, index) => (columnOf(each)?.kind === kind ? [index] : []));
  const own = places.findIndex((index) => ids[index] === id);
  const [from, to] = [places[own], places[own + by]];
  const next = [...ids];
  if (from === undefined || to === undefined) return next;
  [next[from], next[to]] = [String(ids[to]), String(ids[from])];
  return next;
}
