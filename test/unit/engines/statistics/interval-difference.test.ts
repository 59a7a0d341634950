import assert from "node:assert/strict";
import { test } from "node:test";
import { proportion } from "../../../../src/engines/metrics/intervals.ts";
import { type Estimate, intervalDifference } from "../../../../src/engines/statistics/interval-difference.ts";

function wilson([successes, rows]: readonly [number, number]): Estimate {
  const { value = Number.NaN, low, high } = proportion(successes, rows) ?? {};
  return { value, low: low ?? Number.NaN, high: high ?? Number.NaN };
}
const near = (actual: number, expected: number, within = 5e-5) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

// Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10, comparisons (a) to (d).
for (const [one, other, low, high] of [
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.809],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
] as const) {
  test(`${one.join("/")} less ${other.join("/")} is what Newcombe printed`, () => {
    const difference = intervalDifference(wilson(other), wilson(one));
    near(difference.value, one[0] / one[1] - other[0] / other[1], 1e-12);
    near(difference.low, low);
    near(difference.high, high);
    assert.equal(difference.pValue < 0.05, low > 0, "the p-value says what the interval says");
  });
}

test("of two normal estimates it is the z test of their difference", () => {
  const normal = (value: number, se: number) => ({
    value,
    low: value - 1.959963984540054 * se,
    high: value + 1.959963984540054 * se,
  });
  const difference = intervalDifference(normal(0.7, 0.02), normal(0.75, 0.02));
  // z = 0.05 / √0.0008 = 1.7678; R: 2 * pnorm(-1.767767) = 0.0770999
  near(difference.pValue, 0.0770999, 1e-6);
  near(difference.high - difference.value, 1.959963984540054 * Math.sqrt(0.0008), 1e-12);
  const back = intervalDifference(normal(0.75, 0.02), normal(0.7, 0.02));
  near(back.pValue, difference.pValue, 1e-12);
  near(back.low, -difference.high, 1e-12);
});

test("without any width what differs differs, and what is equal does not", () => {
  const point = (value: number) => ({ value, low: value, high: value });
  assert.equal(intervalDifference(point(1), point(2)).pValue, 0);
  assert.equal(intervalDifference(point(1), point(1)).pValue, 1);
});
