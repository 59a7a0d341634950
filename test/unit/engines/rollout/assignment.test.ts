import assert from "node:assert/strict";
import { test } from "node:test";
import { assigner, buckets, isCandidate } from "../../../../src/engines/rollout/assignment.ts";
import { newId } from "../../../../src/kernel/ids.ts";

const units = Array.from({ length: 20_000 }, (_, i) => `req-${i}`);

test("the same unit always falls into the same bucket", () => {
  const one = assigner("rol_a");
  const other = assigner("rol_a");
  for (const unit of units) assert.equal(one(unit), other(unit));
});

test("a ramp only ever moves units to the candidate", () => {
  const bucket = assigner("rol_a");
  const weights = [0, 1, 5, 25, 50, 99, 100];
  for (const unit of units.slice(0, 2_000)) {
    const answered = weights.map((weight) => isCandidate(bucket(unit), weight));
    assert.deepEqual(
      answered,
      [...answered].sort((a, b) => Number(a) - Number(b)),
      `${unit} went back to the baseline`,
    );
    assert.equal(answered[0], false);
    assert.equal(answered.at(-1), true);
  }
});

// 20,000 units at weight w: the count is binomial; six standard deviations is one false alarm in a billion.
for (const [what, some] of [
  ["counted", units],
  ["generated", units.map(() => newId("prediction"))],
] as const) {
  test(`the share of ${what} units is the weight`, () => {
    const bucket = assigner("rol_b");
    for (const weight of [1, 5, 25, 50]) {
      const share = some.filter((unit) => isCandidate(bucket(unit), weight)).length / some.length;
      const p = weight / 100;
      assert.ok(Math.abs(share - p) < 6 * Math.sqrt((p * (1 - p)) / some.length), `${share} at ${weight} %`);
    }
  });
}

test("two rollouts choose independently", () => {
  const [a, b] = [assigner("rol_a"), assigner("rol_b")];
  const both = units.filter((unit) => a(unit) < buckets / 2 && b(unit) < buckets / 2).length;
  assert.ok(Math.abs(both / units.length - 0.25) < 6 * Math.sqrt((0.25 * 0.75) / units.length));
});
