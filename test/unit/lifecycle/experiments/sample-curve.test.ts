import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { type CurvePoint, CurveSample } from "../../../../src/lifecycle/experiments/metrics/sample-curve.ts";

function sampled(points: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  const sample = new CurveSample(most);
  for (const point of points) sample.add(point);
  assert.equal(sample.count, points.length);
  return sample.points();
}

test("a curve that is short enough is answered whole", () => {
  const points = Array.from({ length: 50 }, (_, step) => ({ at: step, step, value: step % 3 }));
  assert.deepEqual(sampled(points, 50), points);
  assert.deepEqual(sampled([], 10), []);
});

test("of any curve: never more than asked for, its ends, its extremes, and a NaN where there is one", () => {
  const seeded = seededRandom(7);
  const random = () => seeded.next();
  for (let round = 0; round < 200; round++) {
    const most = 8 + Math.floor(random() * 200);
    const count = 1 + Math.floor(random() * 5_000);
    const share = random() * 0.2;
    const points = Array.from({ length: count }, (_, step) => ({
      at: step,
      step,
      value: random() < share ? Number.NaN : random() < 0.01 ? Infinity : random(),
    }));
    const kept = sampled(points, most);
    assert.ok(kept.length <= Math.max(most, 1), `${kept.length} of ${most}`);
    assert.deepEqual([kept[0], kept.at(-1)], [points[0], points.at(-1)]);
    assert.equal(new Set(kept.map(({ step }) => step)).size, kept.length);
    const numbers = (of: readonly CurvePoint[]) =>
      of.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    for (const extreme of [Math.min, Math.max])
      assert.equal(extreme(...numbers(kept)), extreme(...numbers(points)));
    const hasNaN = (of: readonly CurvePoint[]) => of.some(({ value }) => Number.isNaN(value));
    assert.equal(hasNaN(kept), hasNaN(points));
  }
});

test("points are kept from everywhere, however many there are", () => {
  const points = Array.from({ length: 100_000 }, (_, step) => ({ at: step, step, value: Math.sin(step) }));
  const kept = sampled(points, 1_000).map(({ step }) => step);
  const gaps = kept.slice(1).map((step, index) => step - (kept[index] ?? 0));
  assert.ok(kept.length >= 250, `${kept.length}`);
  assert.ok(Math.max(...gaps) <= 1_000, `a gap of ${Math.max(...gaps)} steps`);
});
