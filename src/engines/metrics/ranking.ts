import type { Measured } from "../../contract/records/models.ts";
import { normalInterval, Z95 } from "./intervals.ts";

/**
 * The scores of positives and negatives, each sorted rising: all that ROC and precision-recall need.
 * Two native sorts of the two classes are cheaper than one sort of row indices by score.
 */
export interface RankedScores {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** Splits scores by label (non-zero is positive) and sorts each part. Scores must not be NaN. */
export function rankScores(labels: ArrayLike<number>, scores: Float64Array): RankedScores {
  let count = 0;
  for (let row = 0; row < scores.length; row++) if (labels[row] !== 0) count++;
  const positives = new Float64Array(count);
  const negatives = new Float64Array(scores.length - count);
  let p = 0;
  let n = 0;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? 0;
    if (labels[row] !== 0) positives[p++] = score;
    else negatives[n++] = score;
  }
  return { positives: positives.sort(), negatives: negatives.sort() };
}

/** Calls `visit` with the numbers of positives and negatives at each distinct score, from high to low. */
function eachScore(ranked: RankedScores, visit: (positives: number, negatives: number) => void): void {
  const { positives, negatives } = ranked;
  let p = positives.length;
  let n = negatives.length;
  while (p > 0 || n > 0) {
    const a = p > 0 ? (positives[p - 1] ?? 0) : Number.NEGATIVE_INFINITY;
    const b = n > 0 ? (negatives[n - 1] ?? 0) : Number.NEGATIVE_INFINITY;
    const score = a > b ? a : b;
    const fromP = p;
    const fromN = n;
    while (p > 0 && positives[p - 1] === score) p--;
    while (n > 0 && negatives[n - 1] === score) n--;
    visit(fromP - p, fromN - n);
  }
}

/**
 * Area under the ROC curve with DeLong's interval (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988),
 * by mid-ranks in O(n log n) (Sun and Xu, IEEE SPL 21, 2014). Null when a class is absent.
 */
export function rocAuc(ranked: RankedScores): Measured | null {
  const m = ranked.positives.length;
  const n = ranked.negatives.length;
  if (m === 0 || n === 0) return null;
  let above = 0;
  let seen = 0;
  let sum = 0;
  let squaresP = 0;
  let squaresN = 0;
  eachScore(ranked, (positives, negatives) => {
    // structural components: share of the other class ranked below (of a positive) or above (of a negative)
    const beaten = (n - seen - negatives / 2) / n;
    const beating = (above + positives / 2) / m;
    sum += positives * beaten;
    squaresP += positives * beaten * beaten;
    squaresN += negatives * beating * beating;
    above += positives;
    seen += negatives;
  });
  const value = sum / m;
  const variance = (squares: number, count: number) =>
    count < 2 ? Number.NaN : Math.max(0, squares - count * value * value) / (count - 1);
  return normalInterval(value, Math.sqrt(variance(squaresP, m) / m + variance(squaresN, n) / n), m + n, 0, 1);
}

/**
 * Area under the precision-recall curve as average precision, Σ (Rₖ − Rₖ₋₁) Pₖ, with the logit interval
 * (Boyd, Eng and Page, ECML 2013). Null without positives.
 */
export function prAuc(ranked: RankedScores): Measured | null {
  const total = ranked.positives.length;
  if (total === 0) return null;
  let hits = 0;
  let alarms = 0;
  let value = 0;
  eachScore(ranked, (positives, negatives) => {
    hits += positives;
    alarms += positives + negatives;
    value += (positives / total) * (hits / alarms);
  });
  value = Math.min(1, value);
  const rows = total + ranked.negatives.length;
  if (value <= 0 || value >= 1) return { value, low: null, high: null, rows };
  const logit = Math.log(value / (1 - value));
  const half = Z95 / Math.sqrt(total * value * (1 - value));
  return { value, low: logistic(logit - half), high: logistic(logit + half), rows };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The ROC curve from (0, 0) to (1, 1), thinned to at most `most` points, evenly along the curve. */
export function rocCurve(ranked: RankedScores, most = 200): { fpr: number; tpr: number }[] {
  const m = ranked.positives.length;
  const n = ranked.negatives.length;
  if (m === 0 || n === 0) return [];
  const points = [{ fpr: 0, tpr: 0 }];
  const stride = 2 / (most - 2);
  let tp = 0;
  let fp = 0;
  let last = 0;
  eachScore(ranked, (positives, negatives) => {
    tp += positives;
    fp += negatives;
    // length along the axes: 2 from corner to corner
    const along = tp / m + fp / n;
    if (along - last < stride) return;
    last = along;
    points.push({ fpr: fp / n, tpr: tp / m });
  });
  const end = points.at(-1);
  if (end?.fpr !== 1 || end.tpr !== 1) points.push({ fpr: 1, tpr: 1 });
  return points;
}
