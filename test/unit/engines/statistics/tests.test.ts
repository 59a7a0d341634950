import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { benjaminiHochberg } from "../../../../src/engines/statistics/multiple-testing.ts";
import { chiSquareOfCounts, ksOfCounts, ksOfSamples } from "../../../../src/engines/statistics/two-sample.ts";

// the synthetic samples and counts of reference/monitoring.md §2c, expected values from scipy 1.17
const reference = Float64Array.from({ length: 1_000 }, (_, i) => ((7919 * i) % 10007) / 10007);
const current = Float64Array.from(
  { length: 800 },
  (_, j) => (1.1 * ((6007 * j + 13) % 10009)) / 10009 + 0.02,
);

const decile = (value: number) => Math.min(9, Math.max(0, Math.floor(value * 10)));
const countBelow25 = (values: number[]) =>
  Array.from({ length: 25 }, (_, value) => values.filter((each) => each === value).length);

test("Kolmogorov–Smirnov of raw samples equals scipy's ks_2samp(mode='asymp')", () => {
  const { statistic, pValue } = ksOfSamples(reference, current);
  assert.ok(Math.abs(statistic - 0.102) < 1e-12);
  assert.ok(Math.abs(pValue - 0.000178550448735) < 1e-13);
});

test("ties count once, order does not matter, one sample against itself is no difference", () => {
  // cumulative shares at 1, 2, 3: reference .5, .75, 1; current .25, .25, 1
  assert.equal(ksOfSamples([3, 1, 1, 2], [3, 3, 1, 3]).statistic, 0.5);
  assert.deepEqual(ksOfSamples(reference, reference), { statistic: 0, pValue: 1 });
  assert.deepEqual(ksOfSamples([], current), { statistic: 0, pValue: 1 });
});

test("of counts it is never more alarmed than of the values behind them", () => {
  const counts = (values: Float64Array) => {
    const bins = Array.from<number>({ length: 10 }).fill(0);
    for (const value of values) bins[decile(value)] = (bins[decile(value)] ?? 0) + 1;
    return bins;
  };
  const binned = ksOfCounts(counts(reference), counts(current));
  const raw = ksOfSamples(reference, current);
  assert.ok(binned.statistic > 0.05 && binned.statistic <= raw.statistic);
  assert.ok(binned.pValue >= raw.pValue);
});

test("each value in its own bin gives the statistic of the values", () => {
  const random = seededRandom(7);
  const draw = (n: number, bound: number) => Array.from({ length: n }, () => random.below(bound));
  const a = draw(300, 20);
  const b = draw(200, 25);
  const binned = ksOfCounts(countBelow25(a), countBelow25(b));
  assert.ok(Math.abs(binned.statistic - ksOfSamples(a, b).statistic) < 1e-12);
});

test("χ² of a table equals scipy's chi2_contingency", () => {
  const { statistic, pValue, degrees } = chiSquareOfCounts([500, 300, 200, 0], [230, 190, 75, 5]);
  assert.ok(Math.abs(statistic - 22.171957201311407) < 1e-11);
  assert.ok(Math.abs(pValue - 6.007170284264392e-5) < 1e-15);
  assert.equal(degrees, 3);
});

test("χ² leaves out what neither side has, and survives empty sides", () => {
  assert.equal(chiSquareOfCounts([10, 0, 20], [12, 0, 18]).degrees, 1);
  assert.deepEqual(chiSquareOfCounts([0, 0], [1, 2]), { statistic: 0, pValue: 1, degrees: 0 });
});

test("Benjamini–Hochberg of the vector of reference/monitoring.md §2c", () => {
  const adjusted = benjaminiHochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]);
  const expected = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105714285714, 0.216, 0.216, 0.216];
  for (const [index, value] of expected.entries())
    assert.ok(Math.abs((adjusted[index] ?? 0) - value) < 1e-12);
});

test("Benjamini–Hochberg keeps the order given", () => {
  assert.deepEqual(benjaminiHochberg([0.5, 0.01]), [0.5, 0.02]);
  assert.deepEqual(benjaminiHochberg([]), []);
});
