import type { Measured, MetricName } from "../../contract/records/models.ts";
import { calibrationError } from "./calibration.ts";
import { normalInterval, proportion, RunningMean } from "./intervals.ts";
import { prAuc, rankScores, rocAuc } from "./ranking.ts";

export type Metrics = Partial<Record<MetricName, Measured>>;

/** Smallest distance from 0 and 1 that a probability is moved to before its logarithm: float64 epsilon, as scikit-learn. */
const EPSILON = 2 ** -52;

/** Negative mean log-likelihood in nats, with the normal interval of a mean. Null without rows. */
export function logLoss(labels: ArrayLike<number>, probabilities: Float64Array): Measured | null {
  const loss = new RunningMean();
  for (let row = 0; row < probabilities.length; row++) {
    const p = Math.min(1 - EPSILON, Math.max(EPSILON, probabilities[row] ?? 0));
    loss.add(labels[row] === 0 ? -Math.log1p(-p) : -Math.log(p));
  }
  return loss.count === 0 ? null : normalInterval(loss.mean, loss.standardError, loss.count, 0);
}

/** Counts of a yes/no decision. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Counts of deciding "yes" at `threshold` and above. */
export function confusion(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  threshold = 0.5,
): Confusion {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  let tn = 0;
  for (let row = 0; row < probabilities.length; row++) {
    const yes = (probabilities[row] ?? 0) >= threshold;
    const positive = labels[row] !== 0;
    if (yes && positive) tp++;
    else if (yes) fp++;
    else if (positive) fn++;
    else tn++;
  }
  return { tp, fp, fn, tn };
}

/**
 * Precision, recall and accuracy with Wilson's interval, F1 with the Wilson interval of the Jaccard index
 * TP / (TP + FP + FN), a proportion of which F1 is a rising function (Lam, Gopal and Qian, arXiv 2309.14621).
 * What has no denominator is left out.
 */
export function decisionMetrics({ tp, fp, fn, tn }: Confusion): Metrics {
  const rows = tp + fp + fn + tn;
  const jaccard = proportion(tp, tp + fp + fn);
  return known({
    precision: proportion(tp, tp + fp),
    recall: proportion(tp, tp + fn),
    f1:
      jaccard === null
        ? null
        : { value: (2 * tp) / (2 * tp + fp + fn), low: f1Of(jaccard.low), high: f1Of(jaccard.high), rows },
    accuracy: proportion(tp + tn, rows),
  });
}

/** F1 as a function of the Jaccard index. */
function f1Of(jaccard: number | null): number | null {
  return jaccard === null ? null : (2 * jaccard) / (1 + jaccard);
}

/**
 * Every metric of a binary classifier, each with its 95 % interval; what cannot be computed (one class only)
 * is left out. `labels` are 0 or 1, `probabilities` those of class 1, of equal length.
 */
export function binaryMetrics(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  options: { readonly threshold?: number; readonly seed?: number } = {},
): Metrics {
  const ranked = rankScores(labels, probabilities);
  return known({
    rocAuc: rocAuc(ranked),
    prAuc: prAuc(ranked),
    logLoss: logLoss(labels, probabilities),
    ...decisionMetrics(confusion(labels, probabilities, options.threshold)),
    calibrationError: calibrationError(labels, probabilities, options.seed),
  });
}

/** Without what is null. */
export function known(metrics: { readonly [Name in MetricName]?: Measured | null }): Metrics {
  const found: Metrics = {};
  for (const [name, value] of Object.entries(metrics)) if (value !== null) found[name as MetricName] = value;
  return found;
}
