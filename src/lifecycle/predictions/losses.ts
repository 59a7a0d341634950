import type { PairedLosses } from "../../engines/rollout/verdict.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { LabelSegmentRow, SegmentRow } from "./prediction-store.ts";
import { classColumn, classesOf, type SegmentSchema } from "./segment-schema.ts";
import { labelsSql, quote, rowsSql } from "./window-sql.ts";

/** The least chance that counts in a logarithm, as in scikit-learn's `log_loss` for float64. */
const least = 2.220446049250313e-16;

/**
 * Losses of two versions on the labelled rows which both have scored since a rollout began: log loss (natural logarithm), or squared
 * error of a regression.
 */
export async function pairedLosses(
  tables: TableEngine,
  dir: string,
  of: {
    readonly segments: readonly SegmentRow[];
    readonly labels: readonly LabelSegmentRow[];
    readonly baseline: string;
    readonly candidate: string;
    /** Epoch ms; what was answered before belongs to an earlier rollout of the same two. */
    readonly since: number;
    readonly schema: SegmentSchema;
  },
): Promise<PairedLosses | null> {
  if (of.segments.length === 0 || of.labels.length === 0) return null;
  const loss = lossSql(of.schema);
  const scores = (version: string) =>
    rowsSql(dir, of.segments, { versions: [version], answeredFrom: of.since });
  const [sums] = await tables.rows(
    `WITH pairs AS (
      SELECT ${loss("b")} AS before, ${loss("c")} AS after
      FROM (${scores(of.baseline)}) b
      JOIN (${scores(of.candidate)}) c ON c.id = b.id
      JOIN (${labelsSql(dir, of.labels)}) l ON l.id = b.id
    )
    SELECT count(*) AS pairs, sum(before) AS before, sum(after) AS after, sum((after - before) ** 2) AS squared
    FROM pairs WHERE before IS NOT NULL AND after IS NOT NULL`,
  );
  const pairs = Number(sums?.["pairs"] ?? 0);
  if (pairs === 0) return null;
  return {
    pairs,
    baseline: Number(sums?.["before"]),
    candidate: Number(sums?.["after"]),
    differenceSquared: Number(sums?.["squared"]),
  };
}

function lossSql(schema: SegmentSchema): (table: string) => string {
  switch (schema.target.kind) {
    case "regression":
      return (table) => `(${table}.score - l.label) ** 2`;
    case "binary":
      return (table) =>
        `CASE l.label WHEN 1 THEN -ln(greatest(${table}.score, ${least})) WHEN 0 THEN -ln(greatest(1 - ${table}.score, ${least})) END`;
    case "multiclass": {
      const classes = classesOf(schema);
      return (table) => {
        const cases = classes.map(
          (name, k) => `WHEN ${k} THEN -ln(greatest(${table}.${quote(classColumn(name))}, ${least}))`,
        );
        return `CASE l.label ${cases.join(" ")} END`;
      };
    }
  }
}
