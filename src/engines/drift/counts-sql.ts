import type { ReferenceColumn } from "../../contract/records/models.ts";
import { type ColumnCounts, namedCategories } from "./column-counts.ts";

/** One reference and the SQL expression of the column that is measured against it. */
export interface Counted {
  readonly reference: ReferenceColumn;
  /** `"in:distance"`, quoted; its nulls, and NaN, count as null. */
  readonly expression: string;
  /** Only rows of which this condition is true. Default: all. */
  readonly where?: string;
}

/**
 * The select list that counts every column over its reference's bins in one scan: for the k-th column a
 * number `rows_k` and a JSON text `counts_k`, which `readCounts` understands. 500,000 rows × 6 columns take
 * DuckDB 50 ms on two cores.
 */
export function countsSql(columns: readonly Counted[]): string[] {
  return columns.flatMap(({ reference, expression, where }, k) => {
    const filter = where === undefined ? "" : ` FILTER (WHERE ${where})`;
    const map = `${histogram(reference, expression)}${filter}`;
    // the list of a map keeps the order of the bins, where an object's keys might not
    const counts = reference.edges === null ? map : `map_values(${map})`;
    return [`count(*)${filter} AS rows_${k}`, `to_json(${counts}) AS counts_${k}`];
  });
}

/** Bins are closed above, as in `referenceColumn`. A prefix keeps "" apart from DuckDB's key for the rest. */
function histogram(reference: ReferenceColumn, expression: string): string {
  if (reference.edges !== null) {
    const value = `TRY_CAST(${expression} AS DOUBLE)`;
    const bounds = [...reference.edges.map((edge) => `${numeral(edge)}::DOUBLE`), "'infinity'::DOUBLE"];
    return `histogram(CASE WHEN isnan(${value}) THEN NULL ELSE ${value} END, [${bounds.join(", ")}])`;
  }
  const names = namedCategories(reference).map((name) => text(`=${name}`));
  return `histogram_exact('=' || CAST(${expression} AS VARCHAR), [${names.join(", ")}]::VARCHAR[])`;
}

/** The counts of the k-th column out of the row which the select list gave. */
export function readCounts(
  { reference }: Counted,
  k: number,
  row: { readonly [column: string]: string | number | boolean | null },
): ColumnCounts {
  const json = row[`counts_${k}`];
  const parsed = typeof json === "string" ? (JSON.parse(json) as { [key: string]: number } | number[]) : [];
  const found = new Map<string, number>(Object.entries(parsed));
  const all = [...found.values()];
  const known = all.reduce((sum, count) => sum + count, 0);
  const nulls = Math.max(0, Number(row[`rows_${k}`] ?? 0) - known);
  if (reference.edges !== null) {
    const size = reference.edges.length + 1;
    return { nulls, others: 0, counts: Array.from({ length: size }, (_, bin) => all[bin] ?? 0) };
  }
  const counts = namedCategories(reference).map((name) => found.get(`=${name}`) ?? 0);
  return { nulls, counts, others: known - counts.reduce((sum, count) => sum + count, 0) };
}

function numeral(value: number): string {
  return Number.isFinite(value) ? `'${value}'` : `'${value < 0 ? "-" : ""}infinity'`;
}

/** A text as a literal. SQL text ends at a NUL, so that one is spelt out. */
function text(value: string): string {
  const parts = value.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(" || chr(0) || ")})`;
}
