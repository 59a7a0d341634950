import type { CheckResult, DatasetVersion } from "../../contract/records/datasets.ts";
import type { PlannedCheck, Scalar } from "./check-plan.ts";

/**
 * One statement for the whole suite: a single scan of `relation` with an aggregate for each condition.
 * Only `unique` reads it again, to group. Answers one row: `rows`, then `c0`, `c1` …
 */
export function checksSql(plan: readonly PlannedCheck[], relation: string): string {
  const aggregates = plan.flatMap((check) => check.aggregates(relation));
  const selected = aggregates.map((aggregate, index) => `${aggregate} AS c${index}`);
  return `SELECT ${["count(*) AS rows", ...selected].join(", ")} FROM ${relation}`;
}

/** The results, from the row that `checksSql` answered. */
export function judgeChecks(
  plan: readonly PlannedCheck[],
  relation: string,
  row: Readonly<Record<string, Scalar>>,
): CheckResult[] {
  let at = 0;
  return plan.map((check) => {
    const count = check.aggregates(relation).length;
    const values = Array.from({ length: count }, (_, index) => row[`c${at + index}`] ?? null);
    at += count;
    const { isMet, failingRows, measured } = check.judge(values, Number(row["rows"]));
    return {
      check: check.name,
      kind: check.kind,
      dimension: check.dimension,
      columns: [...check.columns],
      severity: check.severity,
      verdict: isMet ? "passed" : check.severity === "warn" ? "warned" : "failed",
      failingRows,
      measured,
      expected: check.expected,
    };
  });
}

/** The verdict over all checks. Without any, a checked version has passed. */
export function qualityOf(results: readonly CheckResult[]): Exclude<DatasetVersion["quality"], "unchecked"> {
  if (results.some((result) => result.verdict === "failed")) return "failed";
  return results.some((result) => result.verdict === "warned") ? "warned" : "passed";
}
