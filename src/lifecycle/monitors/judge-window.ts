import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Evaluation, ModelVersion } from "../../contract/records/models.ts";
import type { ColumnDrift, DriftReport } from "../../contract/records/monitors.ts";
import { type Counted, countsSql, readCounts } from "../../engines/drift/counts-sql.ts";
import { expectedAuc } from "../../engines/drift/expected-auc.ts";
import { measureDrift } from "../../engines/drift/measure-drift.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { textSql } from "../../engines/quality/sql-text.ts";
import { newId } from "../../kernel/ids.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { Models } from "../models/index.ts";
import type { Predictions } from "../predictions/index.ts";
import type { ExpectedRanking } from "./find-alerts.ts";
import { measureQuality } from "./measure-quality.ts";
import { type AnsweredWindow, readAnswered } from "./read-answered.ts";
import type { Quality } from "./score-rows.ts";
import type { Window } from "./windows.ts";

export interface JudgeDeps {
  readonly predictions: Pick<Predictions, "windowSql">;
  readonly models: Pick<Models, "versionById">;
  readonly tables: TableEngine;
}

/** A report and what its alerts are decided by. */
export interface Judged {
  readonly report: DriftReport;
  /** The version that answered most: its reference and its promises are what the window is held against. */
  readonly version: ModelVersion;
  readonly ranking: ExpectedRanking;
}

/**
 * Measures one window in three scans: who answered, the counts of every column, scores and labels. No row of
 * inputs is pulled. Null when nothing was answered in it.
 */
export async function judgeWindow(
  deps: JudgeDeps,
  monitor: string,
  spec: MonitorSpec,
  window: Window,
  now: number,
): Promise<Judged | null> {
  const { tables } = deps;
  const { sql, rows } = await deps.predictions.windowSql(spec.deployment, window);
  if (rows === 0) return null;
  const answered = await readAnswered(tables, sql);
  const [most] = answered.versions;
  if (most === undefined) return null;
  const version = await deps.models.versionById(most.id);
  const ids = answered.versions.map(({ id }) => id);
  const { target } = version.signature;
  const [columns, quality] = await Promise.all([
    columnDrift(tables, sql, version, spec),
    answered.labelled === 0 ? noQuality : measureQuality(tables, sql, target, ids),
  ]);
  const inputs = columns.filter(({ role }) => role === "input");
  const report: DriftReport = {
    id: newId("driftReport", now),
    monitor,
    deployment: spec.deployment,
    ...window,
    modelVersions: ids,
    rows: answered.rows,
    labelled: answered.labelled,
    columns,
    driftShare: inputs.length === 0 ? 0 : inputs.filter(({ drifted }) => drifted).length / inputs.length,
    predictionPsi: columns.find(({ role }) => role === "prediction")?.psi ?? null,
    performance: quality.all,
    labelShare: answered.meanLabel,
    predictedShare: answered.meanScore,
    createdAt: now,
  };
  if (ids.length > 1) {
    report.byVersion = answered.versions.map((one) => ({
      modelVersionId: one.id,
      rows: one.rows,
      labelled: one.labelled,
      performance: quality.byVersion[one.id] ?? {},
    }));
  }
  const ranking = target.kind === "binary" ? rankingOf(version.evaluation, answered) : noRanking;
  return { report, version, ranking };
}

async function columnDrift(
  tables: TableEngine,
  sql: string,
  version: ModelVersion,
  spec: MonitorSpec,
): Promise<ColumnDrift[]> {
  const logged = new Set((await tables.describe(sql)).map(({ name }) => name));
  const counted = countedColumns(version, spec).filter(({ column }) => logged.has(column));
  if (counted.length === 0) return [];
  const [row = {}] = await tables.rows(`SELECT ${countsSql(counted).join(", ")} FROM (${sql})`);
  return measureDrift(
    counted.map((one, k) => ({ reference: one.reference, current: readCounts(one, k, row) })),
    { psiAbove: spec.psiAbove },
  );
}

/**
 * The columns of the reference that the log has. Inputs are what came in, whoever answered; the time column
 * only moves forward, so it is no drift. Scores are those of this version: another one's are not like it.
 */
function countedColumns(version: ModelVersion, spec: MonitorSpec): (Counted & { readonly column: string })[] {
  const inputs = version.reference
    .filter(({ role, column }) => role === "input" && column !== version.signature.time)
    .map((reference) => ({ reference, column: `in:${reference.column}` }))
    .map((one) => ({ ...one, expression: quoteName(one.column) }));
  const predictions = version.reference
    .filter(({ role }) => role === "prediction" && spec.watch.includes("predictions"))
    .map((reference) => ({ reference, column: reference.edges === null ? "predicted" : "score" }))
    .map((one) => ({
      ...one,
      expression: one.column,
      where: `model_version_id = ${textSql(version.id)}`,
    }));
  return [...inputs, ...predictions];
}

const noQuality: Quality = { all: {}, byVersion: {} };
const noRanking: ExpectedRanking = { reference: null, current: null };

/** Ranking that the scores let expect: of the held-out rows of the evaluation, and of the window, over the same bins. */
function rankingOf({ calibration }: Evaluation, { versions: [most] }: AnsweredWindow): ExpectedRanking {
  return {
    reference: expectedAuc(calibration),
    current: most === undefined ? null : expectedAuc(most.chances),
  };
}
