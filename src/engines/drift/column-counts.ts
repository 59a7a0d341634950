import type { ReferenceColumn } from "../../contract/records/models.ts";

/** The name of the category that holds all the rest, when it is a reference's last. */
export const restCategory = "…";

/** One column of a window, counted over its reference's bins. */
export interface ColumnCounts {
  readonly nulls: number;
  /** Numbers: one more than edges. Others: one a named category, in the reference's order. */
  readonly counts: readonly number[];
  /** Values of categories which the reference does not name; 0 for numbers. */
  readonly others: number;
}

/** Reference and window over the same cells, in order: nulls first, then bins or categories, then the rest. */
export interface AlignedCells {
  readonly labels: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** The categories that a reference names, without the rest. */
export function namedCategories({ categories }: ReferenceColumn): readonly string[] {
  const all = categories ?? [];
  return all.at(-1) === restCategory ? all.slice(0, -1) : all;
}

/** Nulls are a cell of their own, so that a feed that lost values shows; cells which both lack are left out. */
export function alignCells(reference: ReferenceColumn, current: ColumnCounts): AlignedCells {
  const cells: [label: string, reference: number, current: number][] = [
    ["null", reference.nulls, current.nulls],
  ];
  if (reference.edges !== null) {
    const labels = binLabels(reference.edges);
    for (const [bin, label] of labels.entries()) {
      cells.push([label, reference.counts[bin] ?? 0, current.counts[bin] ?? 0]);
    }
  } else {
    const named = namedCategories(reference);
    for (const [place, name] of named.entries()) {
      cells.push([name, reference.counts[place] ?? 0, current.counts[place] ?? 0]);
    }
    cells.push([restCategory, reference.counts[named.length] ?? 0, current.others]);
  }
  const isSeen = ([, a, b]: (typeof cells)[number], place: number) =>
    a + b > 0 || (place > 0 && reference.edges !== null);
  const kept = cells.filter(isSeen);
  return {
    labels: kept.map(([label]) => label),
    reference: kept.map(([, count]) => count),
    current: kept.map(([, , count]) => count),
  };
}

/** `≤ 3`, `3 – 7`, `> 7`. */
function binLabels(edges: readonly number[]): string[] {
  if (edges.length === 0) return ["any"];
  const text = edges.map((edge) => String(Number(edge.toPrecision(6))));
  const inner = text.slice(1).map((edge, at) => `${text[at]} – ${edge}`);
  return [`≤ ${text[0]}`, ...inner, `> ${text.at(-1)}`];
}
