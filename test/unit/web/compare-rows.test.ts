import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComparedCurve } from "../../../src/contract/http/compare.ts";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { heightOf, linesOf, nearestPoint } from "../../../web/experiments/compare/curve-lines.ts";
import { commitOf, differs, flat, rowsOf } from "../../../web/experiments/compare/differences.ts";

function run(more: Partial<Run>): Run {
  const empty = { params: {}, metrics: {}, tags: {}, inputs: [], datasetVersions: [], code: null };
  return {
    ...empty,
    environment: null,
    state: "finished",
    user: "ana",
    experiment: "e",
    isDeleted: false,
    startedAt: 10_000,
    ...more,
  } as unknown as Run;
}
const summary = (min: number, last: number, max: number) => ({ min, last, max, lastStep: 9, lastAt: 0 });

test("rows say what differs, and which run is best by the metric's name", () => {
  const runs = [
    run({
      params: { depth: "3", kind: "tree" },
      metrics: { auc: summary(0.5, 0.7, 0.8), loss: summary(0.2, 0.3, 0.9) },
    }),
    run({
      params: { depth: "12", kind: "tree" },
      metrics: { auc: summary(0.6, 0.9, 0.9), loss: summary(0.4, 0.4, 0.5) },
    }),
    run({ params: { kind: "tree" }, metrics: { auc: summary(Number.NaN, Number.NaN, Number.NaN) } }),
  ];
  const row = (id: string, aggregate: "best" | "last" = "best") =>
    rowsOf(runs, aggregate).find((each) => each.id === id);
  assert.deepEqual(row("params.depth")?.cells, ["3", "12", null]);
  assert.equal(differs(row("params.depth") ?? assert.fail()), true);
  assert.equal(differs(row("params.kind") ?? assert.fail()), false);
  assert.deepEqual([row("metrics.auc")?.cells, row("metrics.auc")?.best], [[0.8, 0.9, Number.NaN], 0.9]);
  assert.deepEqual([row("metrics.loss")?.cells, row("metrics.loss")?.best], [[0.2, 0.4, null], 0.2]);
  assert.deepEqual(row("metrics.loss", "last")?.cells, [0.3, 0.4, null]);
  assert.equal(row("params.depth")?.best, null);
  assert.equal(differs(row("run.state") ?? assert.fail()), false);
});

test("inputs are rows by what they were used for; layer.9 comes before layer.10", () => {
  const input = (name: string, digest: string, context?: string) => ({
    name,
    digest,
    sourceType: "local",
    source: "{}",
    schema: null,
    profile: null,
    tags: context === undefined ? {} : { "mlflow.data.context": context },
  });
  const rows = rowsOf(
    [
      run({
        inputs: [input("flights", "aa", "training"), input("flights", "bb", "training")],
        params: { "layer.10": "1", "layer.9": "2" },
      }),
      run({ inputs: [input("flights", "aa")] }),
    ],
    "best",
  );
  assert.deepEqual(
    rows.filter(({ group }) => group === "inputs").map(({ label, cells }) => [label, ...cells]),
    [
      ["flights", null, "aa"],
      ["training: flights", "aa, bb", null],
    ],
  );
  assert.deepEqual(
    rows.filter(({ group }) => group === "params").map(({ label }) => label),
    ["layer.9", "layer.10"],
  );
});

test("the commit is the record's, or what a client said by a tag", () => {
  const code = { commit: "a".repeat(40), dirty: true, projectDigest: "f" };
  const tags = { "mlflow.source.git.commit": "b".repeat(40) };
  assert.equal(commitOf(run({ code, tags })), "a".repeat(40));
  assert.equal(commitOf(run({ tags })), "b".repeat(40));
  assert.equal(commitOf(run({})), null);
});

test("an environment of any shape is flat; packages of a list are known by their names", () => {
  const environment = {
    node: "v24",
    cores: 2,
    lockfileDigest: null,
    python: { version: "3.12", packages: ["numpy==2.1.0", "scikit-learn == 1.5", "-e ."] },
    gpus: [{ name: "T4", memory: 16 }],
    ["__proto__"]: "kept out of prototypes",
  };
  assert.deepEqual(
    [...flat(environment)],
    [
      ["node", "v24"],
      ["cores", "2"],
      ["python.version", "3.12"],
      ["python.packages.numpy", "2.1.0"],
      ["python.packages.scikit-learn", "1.5"],
      ["python.packages.2", "-e ."],
      ["gpus.T4.name", "T4"],
      ["gpus.T4.memory", "16"],
      ["__proto__", "kept out of prototypes"],
    ],
  );
  assert.deepEqual([...flat({ a: { b: { c: { d: { e: { f: 1 } } } } } })], [["a.b.c.d.e", '{"f":1}']]);
});

const curve: ComparedCurve = {
  runId: "r",
  key: "loss",
  logged: 30,
  steps: [0, 10, 20],
  after: [0, 1_000, 4_000],
  from: 12_000,
  values: [1, "NaN", 3],
  lows: [0, "NaN", 2],
  highs: [5, "NaN", 9],
};

test("a curve stands on the axis asked for, and its extremes count for the height until it is smoothed", () => {
  const runs = new Map([["r", run({ startedAt: 10_000 })]]);
  const [step] = linesOf([curve], runs, "step", 0);
  const [relative] = linesOf([curve], runs, "relative", 0);
  const [wall] = linesOf([curve], runs, "wall", 0.5);
  assert.ok(step && relative && wall);
  assert.deepEqual(
    [step.xs, relative.xs, wall.xs],
    [
      [0, 10, 20],
      [2, 3, 6],
      [12_000, 13_000, 16_000],
    ],
  );
  assert.deepEqual(step.ys, [1, null, 3]);
  const all = { from: 0, to: 1e9 };
  const [high, smoothed] = [heightOf([step], all, false), heightOf([wall], all, false)];
  assert.ok(high && smoothed);
  assert.ok(high.from < 0 && high.to > 9 && high.to < 9.5);
  assert.ok(smoothed.from > 0.8 && smoothed.to < 3);
  const part = heightOf([step], { from: 15, to: 25 }, false);
  assert.ok(part && part.from > 1.5);
  assert.equal(heightOf([step], { from: 5, to: 15 }, false), null, "only NaN is seen there");
});

test("the nearest point of a line passes over what is missing", () => {
  const [line] = linesOf([curve], new Map(), "step", 0);
  assert.ok(line);
  assert.deepEqual(
    [-5, 4, 9, 12, 17, 99].map((x) => nearestPoint(line, x)),
    [0, 0, 0, 2, 2, 2],
  );
  assert.equal(nearestPoint({ ...line, xs: [], ys: [] }, 1), -1);
});
