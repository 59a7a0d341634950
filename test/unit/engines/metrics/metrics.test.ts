import assert from "node:assert/strict";
import { test } from "node:test";
import type { Measured } from "../../../../src/contract/records/models.ts";
import { binaryMetrics } from "../../../../src/engines/metrics/binary.ts";
import { calibrationError, reliability } from "../../../../src/engines/metrics/calibration.ts";
import { proportion } from "../../../../src/engines/metrics/intervals.ts";
import { multiclassMetrics } from "../../../../src/engines/metrics/multiclass.ts";
import { rankScores, rocAuc, rocCurve } from "../../../../src/engines/metrics/ranking.ts";
import { regressionMetrics } from "../../../../src/engines/metrics/regression.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";

/*
 * Expected values: scikit-learn 1.9.1 on the same rows, made by integer arithmetic so that both sides have
 * them bit for bit. DeLong's interval: the definition in NumPy over all pairs, O(m n), which knows nothing of
 * mid-ranks. Bootstrap intervals: 4,000 resamples of rows in NumPy.
 */
const rows = 2_000;
const scores = Float64Array.from({ length: rows }, (_, i) => {
  const x = Math.round((((i * 7_919) % 1_009) / 1_009) * 100) / 100;
  return x * 0.98 + 0.01;
});
const labels = Uint8Array.from({ length: rows }, (_, i) =>
  ((i * 104_729) % 997) / 997 < (scores[i] ?? 0) ? 1 : 0,
);
const binary = binaryMetrics(labels, scores);

function near(actual: number | null | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(typeof actual === "number", `expected ${expected}, got nothing`);
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

function nearInterval(measured: Measured | undefined, low: number, high: number, tolerance: number): void {
  near(measured?.low, low, tolerance);
  near(measured?.high, high, tolerance);
}

test("ROC AUC with ties, and DeLong's interval", () => {
  near(binary.rocAuc?.value, 0.8287153337520151);
  nearInterval(binary.rocAuc, 0.8111405438556502, 0.8462901236483801, 1e-12);
  assert.equal(binary.rocAuc?.rows, rows);
});

test("average precision, and the logit interval", () => {
  near(binary.prAuc?.value, 0.826953137988008);
  nearInterval(binary.prAuc, 0.8023159946397952, 0.8490972925126247, 1e-12);
});

test("log loss, and the interval of a mean", () => {
  near(binary.logLoss?.value, 0.5084004806486819);
  nearInterval(
    binary.logLoss,
    0.5084004806486819 - 0.022153710975111852,
    0.5084004806486819 + 0.022153710975111852,
    1e-12,
  );
});

test("precision, recall, F1 and accuracy at 0.5", () => {
  near(binary.precision?.value, 0.7492566897918731);
  near(binary.recall?.value, 0.7514910536779325);
  near(binary.f1?.value, 0.7503722084367246);
  near(binary.accuracy?.value, 0.7485);
  nearInterval(binary.f1, 0.7291664, 0.7710634, 0.004); // bootstrap of rows
});

test("Wilson's interval as in Newcombe, Statistics in Medicine 17 (1998), table I, method 3", () => {
  const published = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [successes, n, low, high] of published) {
    const interval = proportion(successes, n);
    near(interval?.low, low, 5e-5);
    near(interval?.high, high, 5e-5);
  }
});

test("calibration error over 10 equal-width bins, and its interval near that of a bootstrap of rows", () => {
  near(calibrationError(labels, scores)?.value, 0.0136212);
  const squared = scores.map((p) => p * p);
  const measured = calibrationError(labels, squared) ?? undefined;
  near(measured?.value, 0.17329207044);
  nearInterval(measured, 0.15479331555, 0.19112888973, 0.003);
  assert.deepEqual(calibrationError(labels, squared), measured, "the same for a seed");
  const bins = reliability(labels, scores);
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.rows, 0),
    rows,
  );
});

test("ROC curve: from corner to corner, rising, thinned, its area that of all points", () => {
  const ranked = rankScores(labels, scores);
  const curve = rocCurve(ranked);
  assert.deepEqual(
    [curve[0], curve.at(-1)],
    [
      { fpr: 0, tpr: 0 },
      { fpr: 1, tpr: 1 },
    ],
  );
  near(area(curve), 0.828715333752015, 2e-4); // 102 points in scikit-learn: hardly any is thinned out
  const random = seededRandom(1);
  const many = Float64Array.from({ length: 20_000 }, () => random.next());
  const outcomes = Uint8Array.from(many, (p) => (random.next() < p ? 1 : 0));
  const thinned = rocCurve(rankScores(outcomes, many));
  assert.ok(thinned.length <= 200, `${thinned.length} points`);
  near(area(thinned), rocAuc(rankScores(outcomes, many))?.value ?? 0, 2e-4);
});

function area(curve: readonly { fpr: number; tpr: number }[]): number {
  return curve.reduce((sum, point, k) => {
    const before = curve[k - 1] ?? point;
    return sum + ((point.fpr - before.fpr) * (point.tpr + before.tpr)) / 2;
  }, 0);
}

test("what one class cannot tell is left out, and perfect ranking has no width below 0 or above 1", () => {
  const one = binaryMetrics(new Uint8Array(5), Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.6));
  assert.equal(one.rocAuc, undefined);
  assert.equal(one.prAuc, undefined);
  assert.equal(one.recall, undefined);
  near(one.accuracy?.value, 0.8);
  const perfect = binaryMetrics(Uint8Array.of(0, 0, 1, 1), Float64Array.of(0, 0.1, 0.9, 1));
  assert.deepEqual(perfect.rocAuc, { value: 1, low: 1, high: 1, rows: 4 });
  near(perfect.logLoss?.value, -Math.log(0.9) / 2, 1e-12); // scikit-learn clips 0 and 1 by 2^-52
});

test("regression: RMSE, MAE, R²; intervals near a bootstrap of rows", () => {
  const truth = Float64Array.from({ length: rows }, (_, i) => ((i * 31) % 401) / 100);
  const predicted = truth.map((y, i) => y + (((i * 17) % 211) - 105) / 70);
  const metrics = regressionMetrics(truth, predicted);
  near(metrics.rmse?.value, 0.870740829315322);
  near(metrics.mae?.value, 0.7541);
  near(metrics.r2?.value, 0.4341641580994996);
  nearInterval(metrics.rmse, 0.85332055, 0.88779204, 0.002);
  nearInterval(metrics.mae, 0.73463536, 0.77299589, 0.002);
  nearInterval(metrics.r2, 0.40248737, 0.46377196, 0.004);
});

test("multiclass: one against the rest, unweighted", () => {
  const m = 600;
  const probabilities = new Float64Array(m * 3);
  const classes = new Int32Array(m);
  for (let i = 0; i < m; i++) {
    const w = [1 + ((i * 37) % 11), 1 + ((i * 53) % 13), 1 + ((i * 71) % 7)];
    const sum = w.reduce((a, b) => a + b, 0);
    const u = ((i * 7_919) % 1_009) / 1_009;
    let below = 0;
    let c = 0;
    for (let k = 0; k < 3; k++) {
      probabilities[i * 3 + k] = (w[k] ?? 0) / sum;
      below += (w[k] ?? 0) / sum;
      if (u >= below) c++;
    }
    classes[i] = Math.min(2, c);
  }
  const metrics = multiclassMetrics(classes, probabilities, 3);
  near(metrics.rocAuc?.value, 0.728712586795946);
  near(metrics.prAuc?.value, 0.5529373859298902);
  near(metrics.logLoss?.value, 0.9245596945396303);
  near(metrics.precision?.value, 0.5502507603491771);
  near(metrics.recall?.value, 0.505672124502376);
  near(metrics.f1?.value, 0.5011725913908068);
  near(metrics.accuracy?.value, 0.5483333333333333);
});
