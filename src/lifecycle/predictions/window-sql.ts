import { join } from "node:path";
import type { LabelSegmentRow, SegmentRow } from "./prediction-store.ts";

/** Which rows of segments are asked for. */
export interface Rows {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** When they were answered, epoch ms. */
  readonly answeredFrom?: number | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly versions?: readonly string[] | undefined;
  readonly beforeId?: string | undefined;
  readonly labelled?: boolean | undefined;
  readonly id?: string | undefined;
}

/**
 * Rows of these segments joined with their labels. Columns: id, at, answered_at, model_version_id, role, score,
 * predicted, schema, one `in:<name>` a raw input, label and labelled_at (null while unknown).
 */
export function joinedSql(
  dir: string,
  segments: readonly SegmentRow[],
  labels: readonly LabelSegmentRow[],
  rows: Rows,
): string {
  const join = rows.labelled === true ? "JOIN" : "LEFT JOIN";
  const where = rows.labelled === false ? " WHERE l.id IS NULL" : "";
  return `SELECT p.*, l.label, l.labelled_at FROM (${rowsSql(dir, segments, rows)}) p
${join} (${labelsSql(dir, labels)}) l ON l.id = p.id${where}`;
}

/** Rows of these segments; columns that a segment does not have are null. */
export function rowsSql(dir: string, segments: readonly SegmentRow[], rows: Rows): string {
  const conditions = [
    rows.from === undefined ? "" : `"at" >= ${whole(rows.from)}`,
    rows.to === undefined ? "" : `"at" < ${whole(rows.to)}`,
    rows.answeredFrom === undefined ? "" : `answered_at >= ${whole(rows.answeredFrom)}`,
    rows.roles === undefined ? "" : `role IN (${rows.roles.map(literal).join(", ")})`,
    rows.versions === undefined ? "" : `model_version_id IN (${rows.versions.map(literal).join(", ")})`,
    rows.beforeId === undefined ? "" : `id < ${literal(rows.beforeId)}`,
    rows.id === undefined ? "" : `id = ${literal(rows.id)}`,
  ].filter((condition) => condition !== "");
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  if (segments.length === 0) return `SELECT ${noRows} WHERE false`;
  return `SELECT * FROM ${filesSql(
    dir,
    segments.map(({ path }) => path),
  )}${where}`;
}

const noRows = `CAST(NULL AS VARCHAR) AS id, CAST(NULL AS BIGINT) AS "at", CAST(NULL AS BIGINT) AS answered_at,
CAST(NULL AS VARCHAR) AS model_version_id, CAST(NULL AS VARCHAR) AS role, CAST(NULL AS DOUBLE) AS score,
CAST(NULL AS VARCHAR) AS predicted, CAST(NULL AS VARCHAR) AS "schema"`;

/** One row an id. Segments whose ids do not overlap need no look for the last label of an id. */
export function labelsSql(dir: string, labels: readonly LabelSegmentRow[]): string {
  if (labels.length === 0) {
    return "SELECT CAST(NULL AS VARCHAR) AS id, CAST(NULL AS DOUBLE) AS label, CAST(NULL AS BIGINT) AS labelled_at WHERE false";
  }
  const files = filesSql(
    dir,
    labels.map(({ path }) => path),
  );
  const sorted = [...labels].sort((a, b) => (a.min_id < b.min_id ? -1 : 1));
  const isApart = sorted.every((one, i) => i === 0 || (sorted[i - 1]?.max_id ?? "") < one.min_id);
  if (isApart) return `SELECT id, label, labelled_at FROM ${files}`;
  return `SELECT id, arg_max(label, seq) AS label, arg_max(labelled_at, seq) AS labelled_at FROM ${files} GROUP BY id`;
}

/** Parquet files as one table. */
export function filesSql(dir: string, paths: readonly string[]): string {
  const files = paths.map((path) => literal(join(dir, path).replaceAll(/[*?[]/g, "[$&]")));
  return `read_parquet([${files.join(", ")}], union_by_name = true)`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A number that goes into SQL as it is. */
function whole(value: number): string {
  return Number.isFinite(value) ? String(Math.trunc(value)) : "NULL";
}
