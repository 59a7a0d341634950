import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Evaluation, Measured } from "../../contract/records/models.ts";
import type { Alert, DriftReport } from "../../contract/records/monitors.ts";

export type AlertFinding = Pick<Alert, "kind" | "summary" | "metric" | "value" | "expected">;

/** Expected ranking without labels: of the evaluation's scores and of the window's, over the same bins. */
export interface ExpectedRanking {
  readonly reference: number | null;
  readonly current: number | null;
}

/** What the evaluation of the version that answered most had promised. */
export type Promised = Pick<Evaluation, "metrics"> & Partial<Pick<Evaluation, "calibration">>;

/** What a report says of one kind of alert: it is bad, it is fine, or the window is too small to tell. */
export type Opinion =
  | { readonly kind: Alert["kind"]; readonly says: "bad"; readonly finding: AlertFinding }
  | { readonly kind: Alert["kind"]; readonly says: "fine" | "unsure" };

/** What in a report matters enough to tell somebody. */
export function findAlerts(
  spec: MonitorSpec,
  report: DriftReport,
  promised: Promised,
  ranking: ExpectedRanking,
): AlertFinding[] {
  return opinionsOf(spec, report, promised, ranking).flatMap((one) =>
    one.says === "bad" ? [one.finding] : [],
  );
}

/**
 * One opinion of each kind that is watched, about the version that answered most.
 *
 * Measured quality comes first: bad is a change whose whole 95 % interval lies beyond the declared size. (Asking
 * only that the interval leave out what was promised calls 1 in 10 true models of 200 labelled rows dishonest,
 * as the calibration error of few rows is large by itself; so it is 1 in 75, and none in 1,000 rows.)
 * Drift and predictions alert only where quality could not be measured, and then only where they let us expect
 * harm: a worse ranking, or chances that moved by as much as a calibration error may. Else the report shows them.
 */
export function opinionsOf(
  spec: MonitorSpec,
  report: DriftReport,
  promised: Promised,
  ranking: ExpectedRanking,
): Opinion[] {
  const { rocAuc, calibrationError } = report.byVersion?.[0]?.performance ?? report.performance;
  const isMeasured = rocAuc !== undefined && width(rocAuc) <= 2 * spec.rocAucFall;
  const opinions = {
    performance: () => lostRanking(spec, rocAuc, promised.metrics.rocAuc),
    calibration: () => lostHonesty(spec, calibrationError, promised.metrics.calibrationError),
    drift: () => (isMeasured ? "fine" : harmfulDrift(spec, report, ranking)),
    predictions: () => (isMeasured ? "fine" : movedPredictions(spec, report, promised)),
  };
  return spec.watch.map((kind) => {
    const found = opinions[kind]();
    return typeof found === "string" ? { kind, says: found } : { kind, says: "bad", finding: found };
  });
}

type Found = AlertFinding | "fine" | "unsure";

function lostRanking(spec: MonitorSpec, now?: Measured, before?: Measured): Found {
  if (now === undefined || before === undefined) return "unsure";
  const limit = before.value - spec.rocAucFall;
  if (now.value > limit) return "fine";
  if ((now.high ?? now.value) > limit) return "unsure";
  const summary = `ROC AUC fell from ${shown(before.value)} when evaluated to ${shown(now.value)} (${interval(now)}) on ${now.rows} labelled predictions.`;
  return { kind: "performance", summary, metric: "rocAuc", value: now.value, expected: before.value };
}

function lostHonesty(spec: MonitorSpec, now?: Measured, before?: Measured): Found {
  if (now === undefined || before === undefined) return "unsure";
  const limit = before.value + spec.calibrationErrorRise;
  if (now.value < limit) return "fine";
  if ((now.low ?? now.value) < limit) return "unsure";
  const summary = `Calibration error rose from ${shown(before.value)} when evaluated to ${shown(now.value)} (${interval(now)}): stated chances are off by that much on average.`;
  const { value } = now;
  return { kind: "calibration", summary, metric: "calibrationError", value, expected: before.value };
}

function harmfulDrift(spec: MonitorSpec, report: DriftReport, ranking: ExpectedRanking): Found {
  const drifted = report.columns.filter((column) => column.role === "input" && column.drifted);
  const { reference, current } = ranking;
  if (drifted.length === 0 || reference === null || current === null) return "fine";
  if (reference - current < spec.rocAucFall) return "fine";
  const names = drifted.map(({ column }) => column).join(", ");
  const summary = `${names} moved, and ROC AUC is expected to fall from ${shown(reference)} to ${shown(current)}; too few labels are in to measure it.`;
  return { kind: "drift", summary, metric: "expectedRocAuc", value: current, expected: reference };
}

function movedPredictions(spec: MonitorSpec, report: DriftReport, promised: Promised): Found {
  const hasDrifted = report.columns.some(({ role, drifted }) => role === "prediction" && drifted);
  const before = meanChance(promised);
  const now = report.predictedShare;
  if (!hasDrifted || before === null || now === null) return "fine";
  if (Math.abs(now - before) < spec.calibrationErrorRise) return "fine";
  const summary = `Predictions moved: ${shown(now)} on average, ${shown(before)} when evaluated; too few labels are in to say whether the world did.`;
  return { kind: "predictions", summary, metric: "meanScore", value: now, expected: before };
}

/** Mean stated chance of the held-out rows; null where there is no reliability diagram. */
function meanChance({ calibration = [] }: Promised): number | null {
  const rows = calibration.reduce((sum, bin) => sum + bin.rows, 0);
  return rows === 0 ? null : calibration.reduce((sum, bin) => sum + bin.rows * bin.predicted, 0) / rows;
}

function width({ low, high }: Measured): number {
  return low === null || high === null ? Number.POSITIVE_INFINITY : high - low;
}

function shown(value: number): string {
  return value.toFixed(3);
}

function interval({ low, high }: Measured): string {
  return low === null || high === null ? "no interval" : `${shown(low)} to ${shown(high)}`;
}
