import type { Evaluation, Measured, MetricName, Signature, Slice } from "../../contract/records/models.ts";
import { binaryMetrics, type Metrics } from "../../engines/metrics/binary.ts";
import { reliability } from "../../engines/metrics/calibration.ts";
import { multiclassMetrics } from "../../engines/metrics/multiclass.ts";
import { rankScores, rocCurve } from "../../engines/metrics/ranking.ts";
import { regressionMetrics } from "../../engines/metrics/regression.ts";

/** Scores of rows with known truth. */
export interface Scored {
  readonly target: Signature["target"];
  /** 0/1, class places or values; no NaN. */
  readonly truth: Float64Array;
  /** Probability of the positive class, of each class (row-major), or the value. */
  readonly scores: Float64Array;
}

/** A column to slice by: the value of each row as text; null is `(missing)`. */
export interface SliceColumn {
  readonly column: string;
  readonly values: readonly (string | null)[];
}

/** More slices than these, the largest, would tell nobody anything. */
const MOST_SLICES = 500;
const sliceMetrics: readonly MetricName[] = ["rocAuc", "logLoss", "calibrationError", "rmse", "mae", "r2"];

/** How good the scores are, over all rows and over slices of at least `minSliceRows` rows. */
export function evaluateScores(
  scored: Scored,
  options: {
    readonly datasetVersion: string;
    readonly slices: readonly SliceColumn[];
    readonly minSliceRows: number;
    readonly latency: Measured | null;
  },
): Evaluation {
  const { target, truth, scores } = scored;
  const isBinary = target.kind === "binary";
  const metrics = metricsOf(scored);
  return {
    datasetVersion: options.datasetVersion,
    rows: truth.length,
    positiveShare: isBinary ? truth.reduce((sum, y) => sum + y, 0) / Math.max(1, truth.length) : null,
    metrics: options.latency === null ? metrics : { ...metrics, latencyP99Ms: options.latency },
    slices: options.slices.flatMap((slice) => slicesOf(scored, slice, options.minSliceRows)),
    calibration: isBinary ? reliability(truth, scores) : [],
    roc: isBinary ? rocCurve(rankScores(truth, scores)) : [],
  };
}

function metricsOf({ target, truth, scores }: Scored): Metrics {
  switch (target.kind) {
    case "binary":
      return binaryMetrics(truth, scores);
    case "multiclass":
      return multiclassMetrics(truth, scores, target.classes?.length ?? 0);
    case "regression":
      return regressionMetrics(truth, scores);
  }
}

function slicesOf(scored: Scored, { column, values }: SliceColumn, minRows: number): Slice[] {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? "(missing)";
    const rows = rowsOf.get(value);
    if (rows === undefined) rowsOf.set(value, [row]);
    else rows.push(row);
  }
  return [...rowsOf]
    .filter(([, rows]) => rows.length >= minRows)
    .sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))
    .slice(0, MOST_SLICES)
    .map(([value, rows]) => ({
      column,
      value,
      rows: rows.length,
      metrics: pick(metricsOf(take(scored, rows))),
    }));
}

/** The rows named by their index. */
function take({ target, truth, scores }: Scored, rows: readonly number[]): Scored {
  const width = scores.length / truth.length;
  const part = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width;
    for (let k = 0; k < width; k++) part[i * width + k] = scores[from + k] ?? 0;
  }
  return { target, truth: Float64Array.from(rows, (row) => truth[row] ?? 0), scores: part };
}

function pick(metrics: Metrics): Metrics {
  const picked: Metrics = {};
  for (const name of sliceMetrics) {
    const measured = metrics[name];
    if (measured !== undefined) picked[name] = measured;
  }
  return picked;
}
