import { known, decisionMetrics, type Metrics } from "./binary.ts";
import { calibrationError } from "./calibration.ts";
import { macro, normalInterval, proportion, RunningMean } from "./intervals.ts";
import { prAuc, rankScores, rocAuc } from "./ranking.ts";

/**
 * Metrics of a classifier of `classes` classes. `labels` are class indices, `probabilities` row-major, rows ×
 * classes. ROC AUC and PR AUC are one class against the rest, precision, recall and F1 per class, all averaged
 * without weights (scikit-learn: average="macro", multi_class="ovr"); the calibration error is that of the
 * most probable class ("top label"). An average is left out when one class has none.
 */
export function multiclassMetrics(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  options: { readonly seed?: number } = {},
): Metrics {
  const rows = labels.length;
  const top = new Int32Array(rows);
  const confidence = new Float64Array(rows);
  const right = new Uint8Array(rows);
  const loss = new RunningMean();
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if ((probabilities[row * classes + k] ?? 0) > (probabilities[row * classes + best] ?? 0)) best = k;
    top[row] = best;
    confidence[row] = probabilities[row * classes + best] ?? 0;
    right[row] = best === labels[row] ? 1 : 0;
    loss.add(-Math.log(Math.max(2 ** -52, probabilities[row * classes + (labels[row] ?? 0)] ?? 0)));
  }
  const perClass = Array.from({ length: classes }, (_, k) =>
    oneAgainstRest(labels, probabilities, classes, k, top),
  );
  const average = (name: "rocAuc" | "prAuc" | "precision" | "recall" | "f1") =>
    macro(
      perClass.map((metrics) => metrics[name] ?? null),
      rows,
    );
  return known({
    rocAuc: average("rocAuc"),
    prAuc: average("prAuc"),
    logLoss: rows === 0 ? null : normalInterval(loss.mean, loss.standardError, rows, 0),
    precision: average("precision"),
    recall: average("recall"),
    f1: average("f1"),
    accuracy: proportion(
      right.reduce((sum, one) => sum + one, 0),
      rows,
    ),
    calibrationError: calibrationError(right, confidence, options.seed),
  });
}

function oneAgainstRest(
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  k: number,
  top: Int32Array,
): Metrics {
  const rows = labels.length;
  const is = new Uint8Array(rows);
  const score = new Float64Array(rows);
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let row = 0; row < rows; row++) {
    is[row] = labels[row] === k ? 1 : 0;
    score[row] = probabilities[row * classes + k] ?? 0;
    const chosen = top[row] === k;
    if (chosen && is[row] === 1) tp++;
    else if (chosen) fp++;
    else if (is[row] === 1) fn++;
  }
  const ranked = rankScores(is, score);
  return known({
    rocAuc: rocAuc(ranked),
    prAuc: prAuc(ranked),
    ...decisionMetrics({ tp, fp, fn, tn: rows - tp - fp - fn }),
  });
}
