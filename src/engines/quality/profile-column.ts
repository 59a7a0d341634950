import type { ColumnProfile } from "../../contract/records/datasets.ts";
import { type ColumnScan, maxText, profiledValue } from "./profile-scan.ts";
import { numberSql } from "./sql-text.ts";

/** Distinct values up to which a column is grouped by value, and so counted exactly. */
export const exactUpTo = 1_000_000;
const bins = 30;
const topValues = 50;
const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** A line of the answer: what it tells of, a number or text, and a count. */
export interface ProfileLine {
  readonly what: string;
  readonly number: number | null;
  readonly text: string | null;
  readonly n: number | null;
}

/**
 * What the common scan cannot tell of one column: distinct values, quantiles, histogram or most frequent
 * values; all of them from one grouping by value, which is small for most columns. Answers `ProfileLine`s.
 *
 * A quantile is the least value at or below which that share of the values lies (the inverse of the empirical
 * distribution, type 1 of Hyndman and Fan, 1996). Above `exactUpTo` distinct values (as estimated), distinct is
 * a HyperLogLog estimate within about 10 %, and quantiles come from a t-digest (Dunning, 2019), within about
 * 1 % in rank.
 */
export function profileColumnSql(scan: ColumnScan, relation: string): string {
  const { type } = scan.column;
  const value = profiledValue(scan.column);
  const isGrouped = scan.aboutDistinct <= exactUpTo;
  const present = `SELECT ${value} AS v FROM ${relation} WHERE ${value} IS NOT NULL`;
  const groups = `g AS MATERIALIZED (SELECT v, count(*) AS n FROM (${present}) GROUP BY v)`;
  if (type !== "number" && type !== "timestamp") {
    const top = `SELECT 'top' AS what, NULL::DOUBLE AS number, left(v, ${maxText}) AS text, n FROM g ORDER BY n DESC, v LIMIT ${topValues}`;
    return `WITH ${groups} (${top}) UNION ALL ${distinctLine("count(*)", "g")}`;
  }
  const bin = binSql(scan);
  if (!isGrouped) {
    return [
      `WITH p AS (${present}) SELECT 'bin' AS what, ${bin} AS number, NULL::VARCHAR AS text, count(*) AS n FROM p GROUP BY ${bin}`,
      distinctLine(String(scan.aboutDistinct), "(SELECT 1)"),
      ...shares.map((share, index) => quantileLine(index, `approx_quantile(v, ${share})`, "p")),
    ].join(" UNION ALL ");
  }
  const counted = scan.rows - scan.nulls;
  return [
    `WITH ${groups}, c AS (SELECT v, sum(n) OVER (ORDER BY v) AS below FROM g)
    SELECT 'bin' AS what, ${bin} AS number, NULL::VARCHAR AS text, sum(n) AS n FROM g GROUP BY ${bin}`,
    distinctLine("count(*)", "g"),
    ...shares.map((share, index) =>
      quantileLine(index, `min(v) FILTER (below >= ${rankOf(share, counted)})`, "c"),
    ),
  ].join(" UNION ALL ");
}

export function readColumnProfile(scan: ColumnScan, lines: readonly ProfileLine[]): ColumnProfile {
  const { column, rows, nulls, min, max, mean, standardDeviation } = scan;
  const isNumber = column.type === "number" || column.type === "timestamp";
  return {
    column: column.name,
    type: column.type,
    rows,
    nulls,
    distinct: lines.find((line) => line.what === "distinct")?.n ?? 0,
    min,
    max,
    mean,
    standardDeviation,
    quantiles: isNumber && nulls < rows ? readQuantiles(lines) : null,
    histogram: isNumber && nulls < rows ? readHistogram(scan, lines) : null,
    top: isNumber ? null : readTop(lines),
  };
}

/** 1 … count: 0.95 of 20 is the 19th, however the product is rounded. */
function rankOf(share: number, count: number): number {
  return Math.max(1, Math.ceil(share * count - 1e-9));
}

function distinctLine(count: string, from: string): string {
  return `SELECT 'distinct', NULL::DOUBLE, NULL::VARCHAR, ${count} FROM ${from}`;
}

function quantileLine(index: number, value: string, from: string): string {
  return `SELECT 'q${index}', CAST(${value} AS DOUBLE), NULL::VARCHAR, NULL FROM ${from}`;
}

/** 0 … bins - 1; the last bin holds its upper edge as well. A column of one value has one bin. */
function binSql({ min, max }: ColumnScan): string {
  if (typeof min !== "number" || typeof max !== "number" || min === max) return "0::DOUBLE";
  const width = max / bins - min / bins;
  return `least(floor((v - ${numberSql(min)}) / ${numberSql(width)}), ${bins - 1})::DOUBLE`;
}

function readQuantiles(lines: readonly ProfileLine[]): number[] {
  return shares.map((_, index) => lines.find((line) => line.what === `q${index}`)?.number ?? 0);
}

function readHistogram({ min, max }: ColumnScan, lines: readonly ProfileLine[]): ColumnProfile["histogram"] {
  if (typeof min !== "number" || typeof max !== "number") return null;
  const count = min === max ? 1 : bins;
  const width = max / bins - min / bins;
  const counts = Array.from({ length: count }, () => 0);
  for (const line of lines) if (line.what === "bin") counts[line.number ?? 0] = line.n ?? 0;
  // the second form cannot overflow, the first keeps whole edges whole
  const edges = counts.map((_, index) =>
    Number.isFinite(max - min) ? min + index * width : min * (1 - index / bins) + max * (index / bins),
  );
  return { edges: [...edges, max], counts };
}

/** Most frequent first; equally frequent ones by text. */
function readTop(lines: readonly ProfileLine[]): NonNullable<ColumnProfile["top"]> {
  return lines
    .filter((line) => line.what === "top")
    .map((line) => ({ value: line.text ?? "", count: line.n ?? 0 }))
    .sort((a, b) => b.count - a.count);
}
