import type { Deployment, Rollout } from "../../contract/records/deployments.ts";
import type { Evidence, ModelVersion } from "../../contract/records/models.ts";
import type { Alert, Response } from "../../contract/records/monitors.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { count, percent, ratio } from "../numbers.ts";
import type { Output } from "../output.ts";

/** One month of replayed traffic. `frozen` is the first version, `current` whatever answered. */
export interface Month {
  readonly month: string;
  readonly rows: number;
  readonly lateShare: number;
  /** Largest PSI of a raw input against the training data of the version that answered most. */
  readonly drift: number;
  readonly predictionDrift: number | null;
  readonly aucFrozen: number;
  readonly aucCurrent: number;
  readonly logLossFrozen: number;
  readonly logLossCurrent: number;
  readonly calibrationErrorFrozen: number;
  readonly calibrationErrorCurrent: number;
  readonly alerts: readonly string[];
  /** Versions that answered, in the order in which they took over. */
  readonly versions: readonly number[];
}

/** What `prumo demo --json` prints. */
export interface DemoReport {
  readonly datasetVersion: string;
  readonly pipelineRuns: readonly (Pick<PipelineRun, "id" | "number" | "state" | "trigger" | "params"> & {
    readonly steps: Readonly<Record<string, string>>;
    readonly error: string | null;
  })[];
  readonly modelVersions: readonly (Pick<ModelVersion, "id" | "version" | "digest"> & {
    readonly rocAuc: number | null;
  })[];
  readonly gates: readonly {
    readonly modelDigest: string;
    readonly requirement: string;
    readonly value: number | null;
    readonly threshold: number;
    readonly verdict: Evidence["verdict"];
    readonly margin: number | null;
  }[];
  readonly deployment: Pick<Deployment, "name" | "state" | "variants" | "answered" | "errors"> & {
    readonly rollouts: readonly Pick<Rollout, "id" | "candidate" | "state" | "history">[];
  };
  readonly months: readonly Month[];
  readonly alerts: readonly Alert[];
  readonly responses: readonly Response[];
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

/** The table that the demo ends with. */
export function showReport(report: DemoReport, out: Output): void {
  out.line();
  out.table(
    [
      "month",
      "rows",
      "late",
      "drift",
      "AUC frozen",
      "current",
      "log loss frozen",
      "current",
      "calib. error frozen",
      "current",
      "alerts",
      "versions",
    ],
    report.months.map((month) => [
      month.month,
      count(month.rows),
      percent(month.lateShare),
      ratio(month.drift),
      ratio(month.aucFrozen),
      ratio(month.aucCurrent),
      ratio(month.logLossFrozen),
      ratio(month.logLossCurrent),
      ratio(month.calibrationErrorFrozen),
      ratio(month.calibrationErrorCurrent),
      month.alerts.join(", ") || null,
      month.versions.map((version) => `v${version}`).join(" → "),
    ]),
  );
  const better = report.months.filter((month) => month.versions.some((version) => version > 1));
  if (better.length > 0) {
    const saved = average(better.map((month) => month.logLossFrozen - month.logLossCurrent));
    const honest = average(
      better.map((month) => month.calibrationErrorFrozen - month.calibrationErrorCurrent),
    );
    out.line();
    out.line(
      `Since the first retraining: log loss ${signed(-saved)} and calibration error ${signed(-honest)} against the model that was never retrained.`,
    );
  }
  out.line(
    `Took ${report.wallSeconds.toFixed(1)} s and at most ${count(Math.round(report.peakRssBytes / 1e6))} MB of memory.`,
  );
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function signed(value: number): string {
  return `${value > 0 ? "+" : "−"}${Math.abs(value).toFixed(4)}`;
}
