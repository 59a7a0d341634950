import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleSteps } from "../../../src/lifecycle/experiments/metrics/bulk-history.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, step) => step);

// The expected steps are those of MLflow's own test of get-history-bulk-interval (release 3.11).
test("steps are spread evenly over all that any run has, with the ends of each", () => {
  assert.deepEqual(sampleSteps([upTo(10)], 5), [0, 2, 4, 6, 8, 9]);
  assert.deepEqual(sampleSteps([upTo(5)], 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(sampleSteps([upTo(10), upTo(20)], 5), [0, 4, 8, 9, 12, 16, 19]);
  assert.deepEqual(sampleSteps([[], [7]], 1), [7]);
  assert.deepEqual(sampleSteps([], 3), []);
});
