import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { ModelVersion, ReferenceColumn } from "../../contract/records/models.ts";
import type { ColumnDrift, DriftReport } from "../../contract/records/monitors.ts";
import { type ColumnCounts, alignCells } from "../../engines/drift/column-counts.ts";
import { type Counted, countsSql, readCounts } from "../../engines/drift/counts-sql.ts";
import { type ChanceBin, expectedAuc } from "../../engines/drift/expected-auc.ts";
import { measureDrift } from "../../engines/drift/measure-drift.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { binaryMetrics, type Metrics } from "../../engines/metrics/binary.ts";
import { regressionMetrics } from "../../engines/metrics/regression.ts";
import { newId } from "../../kernel/ids.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { Models } from "../models/index.ts";
import type { Predictions } from "../predictions/index.ts";
import type { ExpectedRanking } from "./find-alerts.ts";
import type { Window } from "./windows.ts";

export interface JudgeDeps {
  readonly predictions: Pick<Predictions, "windowSql">;
  readonly models: Pick<Models, "versionById">;
  readonly tables: TableEngine;
}

/** A report and what its alerts are decided by. */
export interface Judged {
  readonly report: DriftReport;
  /** The version that answered most. */
  readonly version: ModelVersion;
  readonly ranking: ExpectedRanking;
}

/** Measures one window: one scan for all counts, one for scores and labels. Null when nothing was answered in it. */
export async function judgeWindow(
  deps: JudgeDeps,
  monitor: string,
  spec: MonitorSpec,
  window: Window,
  now: number,
): Promise<Judged | null> {
  const { sql, rows } = await deps.predictions.windowSql(spec.deployment, window);
  if (rows === 0) return null;
  const answered = await deps.tables.rows(
    `SELECT model_version_id AS version, count(*) AS answered, count(label) AS labelled FROM (${sql}) GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const [most] = answered;
  if (most === undefined) return null;
  const version = await deps.models.versionById(String(most["version"]));
  const counted = countedColumns(version, spec);
  const counts = await countWindow(deps.tables, sql, counted);
  const columns = measureDrift(
    counted.map(({ reference }, k) => ({ reference, current: counts[k] as ColumnCounts })),
    { psiAbove: spec.psiAbove },
  );
  const inputs = columns.filter(({ role }) => role === "input");
  const labelled = answered.reduce((sum, row) => sum + Number(row["labelled"]), 0);
  const [shares = {}] = await deps.tables.rows(
    `SELECT avg(score) AS predicted, avg(label) AS label FROM (${sql})`,
  );
  const report: DriftReport = {
    id: newId("driftReport", now),
    monitor,
    deployment: spec.deployment,
    ...window,
    modelVersions: answered.map((row) => String(row["version"])),
    rows: answered.reduce((sum, row) => sum + Number(row["answered"]), 0),
    labelled,
    columns,
    driftShare: inputs.length === 0 ? 0 : inputs.filter(({ drifted }) => drifted).length / inputs.length,
    predictionPsi: columns.find(({ role }) => role === "prediction")?.psi ?? null,
    performance: labelled === 0 ? {} : await performanceOf(deps.tables, sql, version),
    labelShare: numberOrNull(shares["label"]),
    predictedShare: numberOrNull(shares["predicted"]),
    createdAt: now,
  };
  return { report, version, ranking: rankingOf(counted, counts, columns) };
}

/** The columns of the reference that the log has: raw inputs, and the score. */
function countedColumns(version: ModelVersion, spec: MonitorSpec): Counted[] {
  const inputs = version.reference
    .filter(({ role, column }) => role === "input" && column !== version.signature.time)
    .map((reference) => ({ reference, expression: quoteName(`in:${reference.column}`) }));
  const predictions = version.reference
    .filter(({ role }) => role === "prediction" && spec.watch.includes("predictions"))
    .map((reference) => ({ reference, expression: reference.edges === null ? "predicted" : "score" }));
  return [...inputs, ...predictions];
}

async function countWindow(
  tables: TableEngine,
  sql: string,
  counted: readonly Counted[],
): Promise<ColumnCounts[]> {
  if (counted.length === 0) return [];
  const [row = {}] = await tables.rows(`SELECT ${countsSql(counted).join(", ")} FROM (${sql})`);
  return counted.map((one, k) => readCounts(one, k, row));
}

async function performanceOf(
  tables: TableEngine,
  sql: string,
  { signature }: ModelVersion,
): Promise<Metrics> {
  const { kind } = signature.target;
  if (kind === "multiclass") return {};
  const { columns } = await tables.columns(`SELECT score, label FROM (${sql}) WHERE label IS NOT NULL`);
  const [scores, labels] = columns as [Float64Array, Float64Array];
  return kind === "binary" ? binaryMetrics(labels, scores) : regressionMetrics(labels, scores);
}

/** Ranking that the scores let expect, before and now, over the reference's bins of the score. */
function rankingOf(
  counted: readonly Counted[],
  counts: readonly ColumnCounts[],
  columns: readonly ColumnDrift[],
): ExpectedRanking {
  const k = columns.findIndex(({ role }) => role === "prediction");
  const reference = counted[k]?.reference;
  const current = counts[k];
  if (reference?.edges == null || current === undefined) return { reference: null, current: null };
  const cells = alignCells(reference, current);
  const middles = binMiddles(reference);
  const isFirstNull = cells.labels[0] === "null";
  const chances = (rows: readonly number[]): ChanceBin[] =>
    rows.slice(isFirstNull ? 1 : 0).map((count, bin) => ({ predicted: middles[bin] ?? 0, rows: count }));
  return { reference: expectedAuc(chances(cells.reference)), current: expectedAuc(chances(cells.current)) };
}

/** The middle of each bin of a chance; the outer bins end at 0 and 1. */
function binMiddles({ edges }: ReferenceColumn): number[] {
  const bounds = [0, ...(edges ?? []), 1];
  return bounds.slice(1).map((upper, at) => (upper + (bounds[at] ?? 0)) / 2);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
