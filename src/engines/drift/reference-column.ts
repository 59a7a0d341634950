import type { ReferenceColumn } from "../../contract/records/models.ts";
import { restCategory } from "./column-counts.ts";

/** A column of values as the table engine gives it; null is NaN in numbers. */
export type Values = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

/** PSI's customary number of bins, which its thresholds of 0.1 and 0.25 stem from (Siddiqi, 2006). */
const bins = 10;
/** Categories named one by one; what is rarer is counted together. */
const namedAtMost = 50;

/**
 * The distribution of a column on the data a model was trained on. Numbers: about ten bins of equal count; the
 * value of an edge belongs to the bin below it, so bin i holds (edge i−1, edge i]. Many equal values make
 * fewer bins. Texts and booleans: the 50 most frequent categories and the rest, named "…".
 */
export function referenceColumn(
  about: Pick<ReferenceColumn, "column" | "role" | "type">,
  values: Values,
): ReferenceColumn {
  return values instanceof Float64Array ? ofNumbers(about, values) : ofCategories(about, values);
}

type About = Pick<ReferenceColumn, "column" | "role" | "type">;

function ofNumbers({ column, role, type }: About, values: Float64Array): ReferenceColumn {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let k = 1; k < bins; k++) {
    const edge = known[Math.ceil((known.length * k) / bins) - 1];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== known.at(-1)) edges.push(edge);
  }
  const below = [...edges.map((edge) => countUpTo(known, edge)), known.length];
  const counts = below.map((upTo, bin) => upTo - (below[bin - 1] ?? 0));
  const rows = values.length;
  return { column, role, type, rows, nulls: rows - known.length, edges, categories: null, counts };
}

/** How many of the sorted values are ≤ bound. */
function countUpTo(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ofCategories({ column, role, type }: About, values: Exclude<Values, Float64Array>): ReferenceColumn {
  const found = new Map<string, number>();
  let nulls = 0;
  for (const value of values) {
    if (value === null) nulls++;
    else found.set(String(value), (found.get(String(value)) ?? 0) + 1);
  }
  const byCount = [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const named = byCount.filter(([name]) => name !== restCategory).slice(0, namedAtMost);
  const rest = values.length - nulls - named.reduce((sum, [, count]) => sum + count, 0);
  const categories = [...named.map(([name]) => name), restCategory];
  const counts = [...named.map(([, count]) => count), rest];
  return { column, role, type, rows: values.length, nulls, edges: null, categories, counts };
}
