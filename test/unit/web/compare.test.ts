import assert from "node:assert/strict";
import { test } from "node:test";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { axisOf, marksOf, rangeOf } from "../../../web/experiments/compare/axis.ts";
import { isWithin, readBrushes, withBrush, writeBrushes } from "../../../web/experiments/compare/brushes.ts";
import { readChosenRuns } from "../../../web/experiments/compare/chosen-runs.ts";
import { fieldsOf, spansDecades, valueOf, varies } from "../../../web/experiments/compare/fields.ts";

function run(
  params: Record<string, string>,
  metrics: Record<string, [last: number, min: number, max: number]>,
): Run {
  const summaries = Object.entries(metrics).map(([key, [last, min, max]]) => [
    key,
    { last, min, max, lastStep: 1, lastAt: 0 },
  ]);
  return {
    params,
    metrics: Object.fromEntries(summaries),
    startedAt: 1_000,
    finishedAt: 3_500,
  } as unknown as Run;
}

const runs = [
  run({ depth: "3", rate: "0.001", kind: "tree" }, { auc: [0.7, 0.5, 0.9], loss: [0.4, 0.3, 0.9] }),
  run({ depth: "10", rate: "0.1", kind: "linear" }, { auc: [0.8, 0.6, 0.8] }),
  run({ depth: "None", rate: "1", kind: "tree" }, { auc: [Number.NaN, 0.1, 0.2] }),
];
const field = (id: string) => {
  const found = fieldsOf(runs).find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};
const values = (id: string) => runs.map((each) => valueOf(each, field(id)));

test("values of runs: best is greatest or least by the metric's name, what is missing is null", () => {
  assert.deepEqual(values("best.auc"), [0.9, 0.8, 0.2]);
  assert.deepEqual(values("best.loss"), [0.3, null, null]);
  assert.deepEqual(values("last.auc"), [0.7, 0.8, null]);
  assert.deepEqual(values("params.rate"), [0.001, 0.1, 1]);
  assert.deepEqual(values("duration"), [2.5, 2.5, 2.5]);
  assert.equal(varies(runs, field("duration")), false);
  assert.equal(varies(runs, field("best.loss")), true);
  assert.equal(valueOf(run({}, {}), { ...field("params.rate"), key: "constructor" }), null);
});

test("one word among numbers makes categories, in the order of the numbers in them", () => {
  assert.equal(field("params.depth").isNumber, false);
  const axis = axisOf(runs, field("params.depth"), false);
  assert.deepEqual(axis.categories, ["3", "10", "None"]);
  assert.deepEqual(axis.places, [0, 0.5, 1]);
  assert.deepEqual(
    marksOf(axis, 5).map(({ value }) => value),
    ["3", "10", "None"],
  );
});

test("learning rates stand on a log axis by themselves", () => {
  assert.equal(spansDecades(values("params.rate")), true);
  assert.equal(spansDecades([0, 100]), false);
  assert.equal(spansDecades([1, 99]), false);
  const { places } = axisOf(runs, field("params.rate"), true);
  assert.deepEqual(
    places.map((place) => place?.toFixed(6)),
    ["0.000000", "0.666667", "1.000000"],
  );
});

test("brushes go through the address and come back, whatever the field is called", () => {
  const brushes = [
    { field: "params.a;b~c%,d", from: -1.5, to: 2 },
    { field: "best.auc", from: 0.1, to: 1e-7 },
  ];
  assert.deepEqual(readBrushes(writeBrushes(brushes)), brushes);
  assert.deepEqual(readBrushes("a~1~2~3;~1~2;b~x~2;c~~1;__proto__~1~2;d"), [
    { field: "__proto__", from: 1, to: 2 },
  ]);
  assert.deepEqual(withBrush(brushes, "best.auc", null), [brushes[0]]);
});

test("a brush holds the runs on its ends, and no run without a value", () => {
  const axis = axisOf(runs, field("best.auc"), false);
  const [brush] = readBrushes(writeBrushes([{ field: "best.auc", ...rangeOf(axis, 0.5, 1) }]));
  assert.ok(brush);
  assert.deepEqual(
    runs.map((_, at) => isWithin(axis, at, brush)),
    [true, true, false],
  );
  const depth = axisOf(runs, field("params.depth"), false);
  const words = { field: "params.depth", ...rangeOf(depth, 0.4, 1.2) };
  assert.deepEqual(
    runs.map((_, at) => isWithin(depth, at, words)),
    [false, true, true],
  );
  const loss = axisOf(runs, field("best.loss"), false);
  assert.equal(isWithin(loss, 1, { field: "best.loss", from: -9, to: 9 }), false);
});

test("ids of the address: each once, garbage named, at most 200", () => {
  const id = (at: number) => at.toString(16).padStart(32, "0");
  assert.deepEqual(readChosenRuns(`${id(1)},${id(2).toUpperCase()}, ${id(1)} ,<b>,,1e5`), {
    ids: [id(1), id(2)],
    refused: ["<b>", "1e5"],
    leftOut: 0,
  });
  const many = readChosenRuns(Array.from({ length: 230 }, (_, at) => id(at)).join(","));
  assert.equal(many.ids.length, 200);
  assert.equal(many.leftOut, 30);
  assert.deepEqual(readChosenRuns(""), { ids: [], refused: [], leftOut: 0 });
});
