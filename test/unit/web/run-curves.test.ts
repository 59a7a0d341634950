import assert from "node:assert/strict";
import { test } from "node:test";
import { smooth } from "../../../web/charts/smooth.ts";
import { appendPoints } from "../../../web/experiments/run/append-points.ts";
import { readZoom } from "../../../web/experiments/run/zoom.ts";
import { lineOf, rangeOf, zoomOf } from "../../../web/experiments/run/curve-line.ts";
import { previewKind } from "../../../web/experiments/run/artifacts/kinds.ts";
import { metricGroups, pageOfGroups } from "../../../web/experiments/run/metric-groups.ts";

test("smoothing is the weighted mean of what came before, weights falling by w (pandas: ewm, adjusted)", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  for (const weight of [0.1, 0.6, 0.99]) {
    const expected = values.map((_, n) => {
      const weights = values.slice(0, n + 1).map((__, i) => weight ** (n - i));
      const sum = weights.reduce((total, each, i) => total + each * (values[i] ?? 0), 0);
      return sum / weights.reduce((total, each) => total + each, 0);
    });
    for (const [index, value] of smooth(values, weight).entries()) {
      assert.ok(Math.abs(Number(value) - (expected[index] ?? 0)) < 1e-9, `${index} at ${weight}`);
    }
  }
  assert.deepEqual(smooth([0.1, 0.1, 0.1], 0.9), [0.1, 0.1, 0.1]);
  const [first, gap, infinite, last] = smooth([1, Number.NaN, Infinity, 2], 0.5);
  assert.deepEqual([first, Number.isNaN(gap), infinite], [1, true, Infinity]);
  assert.equal(last, (2 + 0.5 * 1) / 1.5);
});

const curve = (steps: number[], values: (number | "NaN" | "Infinity")[]) => ({
  key: "k",
  count: steps.length,
  steps,
  times: steps.map((step) => step * 10),
  values,
});

test("new points go to their places, and the same news twice changes nothing", () => {
  const before = curve([1, 2], [0.1, 0.2]);
  const fresh = [{ step: 3, at: 30, value: 0.3 }];
  const after = appendPoints(before, fresh);
  assert.deepEqual([after.steps, after.values, after.count], [[1, 2, 3], [0.1, 0.2, 0.3], 3]);
  assert.equal(appendPoints(after, fresh), after);
  const late = appendPoints(after, [
    { step: 0, at: 99, value: "NaN" },
    { step: 2, at: 20, value: 0.25 },
    { step: 2, at: 20, value: 0.2 },
  ]);
  assert.deepEqual([late.steps, late.count], [[0, 1, 2, 2, 3], 5]);
  assert.deepEqual(late.values, ["NaN", 0.1, 0.2, 0.25, 0.3]);
});

test("what has no place on the axis is a gap and a mark, and is counted", () => {
  const of = curve([0, 1, 2, 3], [1, "NaN", "Infinity", -1]);
  const plain = lineOf(of, { axis: "step", isLog: false, smoothing: 0 }, 0);
  assert.deepEqual(plain.line.values, [1, null, null, -1]);
  assert.deepEqual(plain.unplaced, { nan: 1, up: 1, down: 0, low: 0 });
  const log = lineOf(of, { axis: "step", isLog: true, smoothing: 0.5 }, 0);
  assert.deepEqual(log.line.values, [1, null, null, null]);
  assert.deepEqual(
    log.line.marks.map(({ x, kind }) => [x, kind]),
    [
      [1, "nan"],
      [2, "up"],
      [3, "low"],
    ],
  );
  assert.deepEqual(
    lineOf(of, { axis: "relative", isLog: false, smoothing: 0 }, 10).line.x,
    [-0.01, 0, 0.01, 0.02],
  );
});

test("a zoom in the address is of the axis that is shown, or none", () => {
  assert.deepEqual(readZoom("step:10:20", "step"), { of: "step", from: 10, to: 20 });
  for (const text of [
    "",
    "step:10:20:30",
    "time:10:20",
    "step:20:10",
    "step:x:1",
    "step::1",
    "step:-Infinity:1",
  ]) {
    assert.equal(readZoom(text, "step"), undefined, text);
  }
  assert.deepEqual(zoomOf("step", 0, [1.2, 5.9]), { of: "step", from: 2, to: 5 });
  assert.deepEqual(zoomOf("relative", 1_000, [1, 2]), { of: "time", from: 2_000, to: 3_000 });
  assert.deepEqual(rangeOf("relative", 1_000, { of: "time", from: 2_000, to: 3_000 }), [1, 2]);
  assert.deepEqual(rangeOf("wall", 1_000, { of: "time", from: 2_000, to: 3_000 }), [2, 3]);
});

test("metrics are grouped by what stands before the slash, the machine's last, and come in pages", () => {
  const groups = metricGroups(["system/cpu", "val/b", "loss", "val/a", "train/a", "/odd"]);
  assert.deepEqual(
    groups.map(({ name, keys }) => [name, keys]),
    [
      ["", ["/odd", "loss"]],
      ["train", ["train/a"]],
      ["val", ["val/a", "val/b"]],
      ["system", ["system/cpu"]],
    ],
  );
  assert.deepEqual(
    pageOfGroups(groups, 3, 2).map(({ name, keys }) => [name, keys]),
    [["val", ["val/a", "val/b"]]],
  );
  assert.deepEqual(pageOfGroups(groups, 0, 100).flatMap(({ keys }) => keys).length, 6);
});

test("a file is shown by its name alone", () => {
  const kinds = [
    "a/B.PNG",
    "x.svg",
    "MLmodel",
    "requirements.txt",
    "t.parquet",
    "n.md",
    "m.pkl",
    "p.htm",
    "noext",
    "a.b/c",
  ];
  assert.deepEqual(kinds.map(previewKind), [
    "image",
    "image",
    "text",
    "text",
    "table",
    "markdown",
    "none",
    "page",
    "none",
    "none",
  ]);
});
