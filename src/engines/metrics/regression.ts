import type { Measured } from "../../contract/records/models.ts";
import { known, type Metrics } from "./binary.ts";
import { normalInterval, RunningMean } from "./intervals.ts";

/**
 * RMSE, MAE and R² with 95 % intervals. MAE: normal interval of a mean. RMSE: square root of the ends of the
 * normal interval of the mean squared error. R² = 1 − A / B, with A the mean squared error and B the variance
 * of the truth: delta method, by its influence function −(e² − A) / B + A ((y − ȳ)² − B) / B². R² is left out
 * when the truth does not vary.
 */
export function regressionMetrics(truth: Float64Array, predicted: Float64Array): Metrics {
  const rows = truth.length;
  if (rows === 0) return {};
  const squared = new RunningMean();
  const absolute = new RunningMean();
  const spread = new RunningMean();
  for (let row = 0; row < rows; row++) {
    const error = (truth[row] ?? 0) - (predicted[row] ?? 0);
    squared.add(error * error);
    absolute.add(Math.abs(error));
    spread.add(truth[row] ?? 0);
  }
  const mse = normalInterval(squared.mean, squared.standardError, rows, 0);
  return known({
    rmse: { value: Math.sqrt(mse.value), low: root(mse.low), high: root(mse.high), rows },
    mae: normalInterval(absolute.mean, absolute.standardError, rows, 0),
    r2: r2(truth, predicted, squared.mean, spread.mean),
  });
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}

function r2(truth: Float64Array, predicted: Float64Array, a: number, mean: number): Measured | null {
  const rows = truth.length;
  let b = 0;
  for (const y of truth) b += (y - mean) ** 2 / rows;
  if (b === 0) return null;
  const influence = new RunningMean();
  for (let row = 0; row < rows; row++) {
    const y = truth[row] ?? 0;
    const e2 = (y - (predicted[row] ?? 0)) ** 2;
    influence.add(-(e2 - a) / b + (a * ((y - mean) ** 2 - b)) / (b * b));
  }
  return normalInterval(1 - a / b, influence.standardError, rows, Number.NEGATIVE_INFINITY, 1);
}
