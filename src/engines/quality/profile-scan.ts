import type { Column } from "../../contract/records/datasets.ts";
import { quoteName } from "../expressions/to-sql.ts";
import type { Scalar } from "./check-plan.ts";

/** What the common scan tells of a column. */
export interface ColumnScan {
  readonly column: Column;
  readonly rows: number;
  readonly nulls: number;
  /** HyperLogLog estimate, up to 10 % off: only to choose how to count. */
  readonly aboutDistinct: number;
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | null;
  /** Of the population (divided by n). */
  readonly standardDeviation: number | null;
}

/** Squares of larger numbers overflow, where DuckDB gives up; such columns have no standard deviation. */
const squarable = 1e150;

/** Longest text kept of a value. */
export const maxText = 200;

/** The value of a column as a profile sees it: timestamps as epoch milliseconds, numbers as doubles. */
export function profiledValue({ name, type }: Column): string {
  if (type === "timestamp") return `epoch_ms(${quoteName(name)})`;
  if (type === "number") return `CAST(${quoteName(name)} AS DOUBLE)`;
  return type === "boolean" ? `CAST(${quoteName(name)} AS VARCHAR)` : quoteName(name);
}

/** One scan over `relation` for all columns. Answers one row. */
export function profileScanSql(columns: readonly Column[], relation: string): string {
  const selected = columns.flatMap((column, index) => {
    const value = profiledValue(column);
    const isNumber = column.type === "number" || column.type === "timestamp";
    return [
      `count(${quoteName(column.name)}) AS n${index}`,
      `approx_count_distinct(${quoteName(column.name)}) AS d${index}`,
      ...(isNumber
        ? [
            `min(${value}) AS min${index}`,
            `max(${value}) AS max${index}`,
            `avg(${value}) AS mean${index}`,
            `stddev_pop(CASE WHEN abs(${value}) <= ${squarable} THEN ${value} END) AS sd${index}`,
          ]
        : []),
      ...(column.type === "string"
        ? [`left(min(${value}), ${maxText}) AS min${index}`, `left(max(${value}), ${maxText}) AS max${index}`]
        : []),
    ];
  });
  return `SELECT ${["count(*) AS rows", ...selected].join(", ")} FROM ${relation}`;
}

export function readScan(columns: readonly Column[], row: Readonly<Record<string, Scalar>>): ColumnScan[] {
  const rows = Number(row["rows"]);
  return columns.map((column, index) => {
    const min = bound(row[`min${index}`]);
    const max = bound(row[`max${index}`]);
    const isSquarable = [min, max].every((edge) => typeof edge === "number" && Math.abs(edge) <= squarable);
    return {
      column,
      rows,
      nulls: rows - Number(row[`n${index}`]),
      aboutDistinct: Number(row[`d${index}`]),
      min,
      max,
      mean: finite(row[`mean${index}`]),
      standardDeviation: isSquarable ? finite(row[`sd${index}`]) : null,
    };
  });
}

function bound(value: Scalar | undefined): number | string | null {
  return typeof value === "number" || typeof value === "string" ? value : null;
}

function finite(value: Scalar | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
