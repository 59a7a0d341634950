import type { CheckSpec } from "../../contract/project/schema.ts";
import type { CheckResult } from "../../contract/records/datasets.ts";
import type { CheckParams, DatasetVersionValue } from "../../contract/step-params.ts";
import { planChecks } from "../../engines/quality/check-plan.ts";
import { checksSql, judgeChecks } from "../../engines/quality/run-checks.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { inputOf, storedColumns, storedRelation } from "./stored-table.ts";

/** Runs declared checks over a table: one scan for all, one grouping more for each `unique`. */
export async function runChecks(
  tables: TableEngine,
  relation: string,
  checks: readonly CheckSpec[],
): Promise<CheckResult[]> {
  const plan = planChecks(checks, await storedColumns(tables, relation));
  for (const { name, probe } of plan) {
    if (probe === null) continue;
    await tables.rows(probe).catch((cause: unknown) => {
      const problem = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
      throw fail("datasets/bad-check", { check: name, problem }, cause);
    });
  }
  const [row] = await tables.rows(checksSql(plan, relation));
  return judgeChecks(plan, relation, row ?? {});
}

/**
 * The step `check`. Its fact `checks` goes out before it fails, so that the results are kept either way. Fails
 * with datasets/checks-failed when a check of severity error is not met.
 */
export async function checkVersion(
  { checks }: CheckParams,
  inputs: StepValues,
  tools: StepTools,
): Promise<StepValues> {
  const version = inputOf(inputs, "version", "dataset-version");
  const { versionId, dataset, files } = version.value as DatasetVersionValue;
  tools.progress(0.1, `Checking ${dataset}: ${checks.length} checks in one scan`);
  const results = await runChecks(tools.tables, await storedRelation(tools.blobs, files), checks);
  tools.fact("checks", { versionId, results });
  for (const result of results) tools.log(result.verdict === "passed" ? "info" : "warn", lineOf(result));
  const failed = results.filter((result) => result.verdict === "failed");
  if (failed.length > 0) {
    throw fail("datasets/checks-failed", { dataset, versionId, failed: failed.map(lineOf).join("; ") });
  }
  return { out: version };
}

/** `inRange(distance) failed: 12 rows, 11 to 9999 instead of 1 to 5000`. */
function lineOf({ check, verdict, failingRows, measured, expected }: CheckResult): string {
  if (verdict === "passed") return `${check} passed: ${expected}`;
  const rows = failingRows === null ? "" : `${failingRows} rows, `;
  return `${check} ${verdict}: ${rows}${measured ?? "nothing"} instead of ${expected}`;
}
