import type { MonitorSpec } from "../../contract/project/schema.ts";
import type { Evaluation, Measured } from "../../contract/records/models.ts";
import type { Alert, DriftReport } from "../../contract/records/monitors.ts";

export type AlertFinding = Pick<Alert, "kind" | "summary" | "metric" | "value" | "expected">;

/** Expected ranking without labels: of the reference's scores and of the window's, over the same bins. */
export interface ExpectedRanking {
  readonly reference: number | null;
  readonly current: number | null;
}

/**
 * What in a report matters enough to tell somebody. Measured quality comes first: an alert needs a change
 * of at least the declared size that the intervals do not explain. Without labels, drift matters only where
 * it lets us expect a worse ranking; drift alone is shown in the report and alerts nobody.
 */
export function findAlerts(
  spec: MonitorSpec,
  report: DriftReport,
  promised: Pick<Evaluation, "metrics">,
  ranking: ExpectedRanking,
): AlertFinding[] {
  const { rocAuc, calibrationError } = report.performance;
  const findings: (AlertFinding | null)[] = [
    spec.watch.includes("performance") ? lostRanking(spec, rocAuc, promised.metrics.rocAuc) : null,
    spec.watch.includes("calibration")
      ? lostHonesty(spec, calibrationError, promised.metrics.calibrationError)
      : null,
    report.labelled === 0 && spec.watch.includes("drift") ? harmfulDrift(spec, report, ranking) : null,
  ];
  return findings.filter((finding) => finding !== null);
}

function lostRanking(spec: MonitorSpec, now?: Measured, before?: Measured): AlertFinding | null {
  if (now === undefined || before === undefined) return null;
  if (before.value - now.value < spec.rocAucFall || (now.high ?? now.value) >= before.value) return null;
  const summary = `ROC AUC fell from ${shown(before.value)} when evaluated to ${shown(now.value)} (${interval(now)}) on ${now.rows} labelled predictions.`;
  return { kind: "performance", summary, metric: "rocAuc", value: now.value, expected: before.value };
}

function lostHonesty(spec: MonitorSpec, now?: Measured, before?: Measured): AlertFinding | null {
  if (now === undefined || before === undefined) return null;
  if (now.value - before.value < spec.calibrationErrorRise || (now.low ?? now.value) <= before.value)
    return null;
  const summary = `Calibration error rose from ${shown(before.value)} when evaluated to ${shown(now.value)} (${interval(now)}): stated chances are off by that much on average.`;
  return {
    kind: "calibration",
    summary,
    metric: "calibrationError",
    value: now.value,
    expected: before.value,
  };
}

function harmfulDrift(spec: MonitorSpec, report: DriftReport, ranking: ExpectedRanking): AlertFinding | null {
  const drifted = report.columns.filter((column) => column.role === "input" && column.drifted);
  const { reference, current } = ranking;
  if (drifted.length === 0 || reference === null || current === null) return null;
  if (reference - current < spec.rocAucFall) return null;
  const names = drifted.map(({ column }) => column).join(", ");
  const summary = `${names} moved, and ROC AUC is expected to fall from ${shown(reference)} to ${shown(current)}; no labels are in yet.`;
  return { kind: "drift", summary, metric: "expectedRocAuc", value: current, expected: reference };
}

function shown(value: number): string {
  return value.toFixed(3);
}

function interval({ low, high }: Measured): string {
  return low === null || high === null ? "no interval" : `${shown(low)} to ${shown(high)}`;
}
