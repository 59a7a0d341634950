import type { ColumnType } from "../../contract/model-graph.ts";
import type { ReferenceColumn } from "../../contract/records/models.ts";
import type { ColumnValues } from "../../ports/table-engine.ts";

const BINS = 10;
const MOST_CATEGORIES = 50;
const REST = "…";

/**
 * How a column is distributed where the model was trained. Numbers: ten quantile bins, bin k holding
 * edges[k−1] < x ≤ edges[k]; equal quantiles become one edge. Strings and booleans: the 50 most frequent
 * values, then the rest as "…".
 */
export function referenceOf(
  column: string,
  role: ReferenceColumn["role"],
  type: ColumnType,
  values: ColumnValues,
): ReferenceColumn {
  return values instanceof Float64Array
    ? ofNumbers(column, role, type, values)
    : ofCategories(column, role, type, values);
}

function ofNumbers(
  column: string,
  role: ReferenceColumn["role"],
  type: ColumnType,
  values: Float64Array,
): ReferenceColumn {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let k = 1; k < BINS; k++) {
    const edge = sorted[Math.ceil((k / BINS) * sorted.length) - 1];
    // nothing lies above the greatest value, so it is no inner edge
    if (edge !== undefined && edge !== edges.at(-1) && edge !== sorted.at(-1)) edges.push(edge);
  }
  const counts: number[] = [];
  let from = 0;
  for (const edge of [...edges, Number.POSITIVE_INFINITY]) {
    const to = above(sorted, edge);
    counts.push(to - from);
    from = to;
  }
  const nulls = values.length - sorted.length;
  return { column, role, type, rows: values.length, nulls, edges, categories: null, counts };
}

/** Number of sorted values that are at most `edge`. */
function above(sorted: Float64Array, edge: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ofCategories(
  column: string,
  role: ReferenceColumn["role"],
  type: ColumnType,
  values: readonly (string | boolean | null)[],
): ReferenceColumn {
  const tally = new Map<string, number>();
  let nulls = 0;
  for (const value of values) {
    if (value === null) nulls++;
    else tally.set(String(value), (tally.get(String(value)) ?? 0) + 1);
  }
  const ranked = [...tally].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const top = ranked.slice(0, MOST_CATEGORIES);
  const rest = ranked.slice(MOST_CATEGORIES).reduce((sum, [, count]) => sum + count, 0);
  const all = rest > 0 ? [...top, [REST, rest] as const] : top;
  return {
    column,
    role,
    type,
    rows: values.length,
    nulls,
    edges: null,
    categories: all.map(([value]) => value),
    counts: all.map(([, count]) => count),
  };
}
