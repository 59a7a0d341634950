import assert from "node:assert/strict";
import { test } from "node:test";
import { type FittedTrees, fitTrees } from "../../../../src/engines/trees/fit.ts";
import { Lanes } from "../../../../src/engines/trees/lanes.ts";
import { measure } from "../../../../src/engines/validation/cross-validate.ts";
import { predictFrame } from "../../../../src/engines/validation/predict-frame.ts";
import { compileTrees } from "../../../../src/engines/trees/score.ts";
import { compileWalk } from "../../../../src/engines/trees/score-walk.ts";
import type { TrainingFrame } from "../../../../src/engines/learning.ts";
import { syntheticFrame } from "../synthetic.ts";

/** The model alone, without its history. */
function modelOf(fitted: FittedTrees): unknown {
  const { history: _, bestIteration: __, ...model } = fitted;
  return model;
}

function matrixOf({ rows, features }: TrainingFrame): Float32Array {
  const width = features.length;
  const matrix = new Float32Array(rows * width);
  for (const [f, column] of features.entries()) {
    for (let row = 0; row < rows; row++) {
      const code = column.kind === "categorical" ? column.codes[row]! : 0;
      matrix[row * width + f] = column.kind === "numeric" ? column.values[row]! : code < 0 ? NaN : code;
    }
  }
  return matrix;
}

// scikit-learn 1.9.1, HistGradientBoosting*, max_iter=60, the group as a category: scikit-learn-reference.py
test("binary trees are as good as scikit-learn's", async () => {
  const fitted = await fitTrees(syntheticFrame(6_000, 1, "binary"), { task: "binary", trees: 60 });
  const metrics = measure(fitted, syntheticFrame(4_000, 2, "binary"), { task: "binary" });
  near(metrics.rocAuc?.value, 0.7907378, 0.004);
  near(metrics.logLoss?.value, 0.5502776, 0.006);
});

test("multiclass trees are as good as scikit-learn's", async () => {
  const task = { task: "multiclass", classes: 3 } as const;
  const fitted = await fitTrees(syntheticFrame(6_000, 1, "multiclass"), { ...task, trees: 60 });
  const metrics = measure(fitted, syntheticFrame(4_000, 2, "multiclass"), task);
  near(metrics.rocAuc?.value, 0.9043862, 0.004);
  near(metrics.logLoss?.value, 0.5318042, 0.012);
});

test("regression trees are as good as scikit-learn's", async () => {
  const fitted = await fitTrees(syntheticFrame(6_000, 1, "regression"), { task: "regression", trees: 60 });
  const metrics = measure(fitted, syntheticFrame(4_000, 2, "regression"), { task: "regression" });
  near(metrics.rmse?.value, 1.7754417, 0.03);
});

function near(value: number | undefined, expected: number, margin: number): void {
  assert.ok(value !== undefined && Math.abs(value - expected) < margin, `${value} is not near ${expected}`);
}

for (const task of ["binary", "multiclass", "regression"] as const) {
  test(`${task}: the model is the same with 1, 2 and 3 threads, and leaf values keep the law`, async () => {
    const frame = syntheticFrame(9_000, 5, task);
    const params = {
      ...(task === "multiclass" ? { task, classes: 3 } : { task }),
      trees: 12,
      rowShare: 0.7,
      columnShare: 0.75,
    };
    const models = await Promise.all(
      [1, 2, 3].map((threads) => fitTrees(frame, params, { threads, seed: 9 })),
    );
    assert.deepEqual(modelOf(models[1]!), modelOf(models[0]!));
    assert.deepEqual(modelOf(models[2]!), modelOf(models[0]!));
    assert.deepEqual(models[2]!.history, models[0]!.history);
    const { value, base } = models[0]!;
    for (const one of [...value, ...base]) assert.ok(Number.isInteger(one * 2 ** 18));
    assert.ok(value.some((one) => one !== 0));
    const other = await fitTrees(frame, params, { seed: 10 });
    assert.notDeepEqual(modelOf(other), modelOf(models[0]!));
  });
}

test("what is trained is what is served: the losses of training are those of the served scores", async () => {
  const frame = syntheticFrame(5_000, 6, "binary");
  const validation = syntheticFrame(3_000, 7, "binary");
  const fitted = await fitTrees(frame, { task: "binary", trees: 20, rowShare: 0.8 }, { validation });
  const last = fitted.history.at(-1)!;
  const served = (on: TrainingFrame) => {
    const p = predictFrame(fitted, on);
    return (
      p.reduce((sum, chance, row) => sum - Math.log(on.target[row] === 1 ? chance : 1 - chance), 0) / on.rows
    );
  };
  // one score 2^-18 off in one leaf of one row in 3,000 would show as more than 1e-10
  near(last.trainLoss, served(frame), 1e-10);
  near(last.validationLoss, served(validation), 1e-10);
});

test("masks and walk give the same bits, and those of a plain reading of the contract", async () => {
  for (const task of ["binary", "multiclass"] as const) {
    const params = task === "binary" ? { task } : { task, classes: 3 };
    const fitted = await fitTrees(syntheticFrame(4_000, 8, task), { ...params, trees: 15 });
    const matrix = matrixOf(syntheticFrame(1_000, 9, task));
    matrix.set([NaN, NaN, NaN, NaN, Infinity, -Infinity, 0, 11]);
    const plain = new Float64Array(1_000 * fitted.outputs);
    for (let row = 0; row < 1_000; row++) {
      for (let k = 0; k < fitted.outputs; k++) plain[row * fitted.outputs + k] = fitted.base[k]!;
      for (const [t, root] of fitted.roots.entries()) {
        plain[row * fitted.outputs + fitted.treeOutput[t]!]! += leafOf(fitted, root, matrix, row * 4);
      }
    }
    for (const compile of [compileTrees, compileWalk]) {
      const scores = new Float64Array(plain.length);
      compile(fitted, 4)(matrix, 1_000, scores);
      assert.deepEqual(scores, plain);
    }
  }
});

function leafOf(trees: FittedTrees, root: number, matrix: Float32Array, start: number): number {
  let node = root;
  while (trees.feature[node]! >= 0) {
    const x = matrix[start + trees.feature[node]!]!;
    const set = trees.setOffset[node]!;
    const isLeft = Number.isNaN(x)
      ? trees.missingLeft[node] === 1
      : set < 0
        ? x <= trees.threshold[node]!
        : Math.floor(trees.sets[set + Math.floor(x / 32)]! / 2 ** (x % 32)) % 2 === 1;
    node = isLeft ? trees.left[node]! : trees.right[node]!;
  }
  return trees.value[node]!;
}

test("early stopping keeps the trees up to the best validation loss", async () => {
  const frame = syntheticFrame(800, 10, "binary");
  const validation = syntheticFrame(800, 11, "binary");
  const heard: number[] = [];
  const fitted = await fitTrees(
    frame,
    { task: "binary", trees: 500, learningRate: 0.3, earlyStopping: 5 },
    { validation, onIteration: (iteration) => heard.push(iteration) },
  );
  const losses = fitted.history.map((loss) => loss.validationLoss!);
  assert.equal(fitted.bestIteration, losses.indexOf(Math.min(...losses)) + 1);
  assert.equal(losses.length, fitted.bestIteration + 5);
  assert.equal(fitted.roots.length, fitted.bestIteration);
  assert.deepEqual(
    heard,
    fitted.history.map((loss) => loss.iteration),
  );
});

test("missing values take their own side, learnt by feature and node", async () => {
  const rows = 400;
  // the target is 1 only where x is missing: no threshold can tell
  const values = Float32Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? NaN : i % 10));
  const target = Float64Array.from(values, (x) => (Number.isNaN(x) ? 1 : 0));
  const frame: TrainingFrame = { rows, features: [{ name: "x", kind: "numeric", values }], target };
  const fitted = await fitTrees(frame, { task: "binary", trees: 30 });
  const p = predictFrame(fitted, frame);
  assert.ok(p.every((chance, row) => (target[row] === 1 ? chance > 0.9 : chance < 0.1)));
});

test("one set divides categories that no order of codes could, thousands of them too", async () => {
  for (const categories of [40, 3_000]) {
    const rows = 40_000;
    // half of the rows are of the first 40 categories
    const codes = Int32Array.from({ length: rows }, (_, i) =>
      i % 2 === 0 ? (i / 2) % 40 : (i * 7_919) % categories,
    );
    const target = Float64Array.from(codes, (code) => code % 2);
    const features = [{ name: "c", kind: "categorical", codes, categories } as const];
    const fitted = await fitTrees({ rows, features, target }, { task: "binary", trees: 1, leaves: 2 });
    const goesLeft = (code: number) =>
      ((fitted.sets[fitted.setOffset[0]! + (code >> 5)]! >>> (code & 31)) & 1) === 1;
    // the most frequent 254 have a bin of their own, the others share one
    const sides = new Set(Array.from({ length: 40 }, (_, code) => `${code % 2} ${goesLeft(code)}`));
    assert.equal(sides.size, 2, `${categories} categories`);
  }
});

test("a category that training never saw goes the way of a missing one", async () => {
  const rows = 300;
  const codes = Int32Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? -1 : i % 3));
  const target = Float64Array.from(codes, (code) => (code === 1 ? 0 : 1));
  const features = [{ name: "c", kind: "categorical", codes, categories: 5 } as const];
  const fitted = await fitTrees({ rows, features, target }, { task: "binary", trees: 5 });
  const unseen = { ...features[0]!, codes: Int32Array.of(-1, 0, 3, 4, 1) };
  const p = predictFrame(fitted, { rows: 5, features: [unseen], target: new Float64Array(5) });
  assert.deepEqual([p[1], p[2], p[3]], [p[0], p[0], p[0]]);
  assert.notEqual(p[4], p[0]);
});

test("no leaf has fewer rows than allowed", async () => {
  const frame = syntheticFrame(1_000, 12, "binary");
  const fitted = await fitTrees(frame, { task: "binary", trees: 1, leaves: 200, minRowsInLeaf: 50 });
  const matrix = matrixOf(frame);
  const counts = new Map<number, number>();
  for (let row = 0; row < frame.rows; row++) {
    const value = leafOf(fitted, 0, matrix, row * 4);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  assert.ok(counts.size > 5);
  assert.ok([...counts.values()].every((count) => count >= 50));
});

test("scores stay in the range of the contract where targets can be told apart for ever", async () => {
  const rows = 200;
  const values = Float32Array.from({ length: rows }, (_, i) => i);
  const target = Float64Array.from(values, (x) => (x < 100 ? 0 : 1));
  const features = [{ name: "x", kind: "numeric", values } as const];
  const fitted = await fitTrees({ rows, features, target }, { task: "binary", trees: 300, learningRate: 1 });
  const scores = new Float64Array(rows);
  compileTrees(fitted, 1)(values, rows, scores);
  assert.ok(scores.every((score) => Math.abs(score) < 32));
  assert.ok(Math.abs(scores[0]!) > 5);
});

test("rows of weight 2 count as two rows", async () => {
  const made = syntheticFrame(1_500, 13, "regression");
  // the category is left out, as its support is counted in rows; few values, so that the bins are equal too
  const features = made.features.slice(0, 3).map((column) => ({
    name: column.name,
    kind: "numeric" as const,
    values: column.kind === "numeric" ? column.values.map((x) => Math.round(x * 10)) : new Float32Array(),
  }));
  const once = { ...made, features };
  const rows = Int32Array.from({ length: 3_000 }, (_, i) => i % 1_500);
  const twice: TrainingFrame = {
    rows: 3_000,
    target: Float64Array.from(rows, (row) => once.target[row]!),
    features: features.map((column) => ({
      ...column,
      values: Float32Array.from(rows, (row) => column.values[row]!),
    })),
  };
  const weighted = { ...once, weight: new Float32Array(1_500).fill(2) };
  const params = { task: "regression", trees: 5 } as const;
  const a = await fitTrees(weighted, { ...params, minRowsInLeaf: 10 });
  const b = await fitTrees(twice, { ...params, minRowsInLeaf: 20 });
  const [p, q] = [predictFrame(a, once), predictFrame(b, once)];
  const differing = p.filter((value, row) => Math.abs(value - q[row]!) > 1e-3).length;
  assert.equal(differing, 0);
});

test("threads can be kept for many trainings", async () => {
  await using lanes = new Lanes(2);
  const frame = syntheticFrame(500, 14, "binary");
  const one = await fitTrees(frame, { task: "binary", trees: 3 }, { lanes });
  const two = await fitTrees(frame, { task: "binary", trees: 3 }, { lanes });
  assert.deepEqual(two, one);
});

test("a training ends when it is told to, and when its listener throws", async () => {
  const frame = syntheticFrame(2_000, 15, "binary");
  const controller = new AbortController();
  const reason = new Error("enough");
  const options = { signal: controller.signal, onIteration: () => controller.abort(reason) };
  await assert.rejects(fitTrees(frame, { task: "binary", trees: 5_000 }, options), reason);
  const onIteration = (): never => {
    throw reason;
  };
  await assert.rejects(fitTrees(frame, { task: "binary", trees: 5_000 }, { onIteration }), reason);
});

test("what cannot be learnt is refused with its reason", async () => {
  const frame = syntheticFrame(50, 16, "binary");
  await assert.rejects(fitTrees({ ...frame, rows: 0 }, { task: "binary" }), { code: "learning/no-rows" });
  await assert.rejects(fitTrees({ ...frame, features: [] }, { task: "binary" }), {
    code: "learning/no-features",
  });
  await assert.rejects(fitTrees(frame, { task: "binary", trees: 0 }), { code: "learning/bad-parameter" });
  await assert.rejects(fitTrees({ ...frame, rows: 49 }, { task: "binary" }), {
    code: "learning/ragged-frame",
  });
  const target = frame.target.map((y) => y * 2);
  await assert.rejects(fitTrees({ ...frame, target }, { task: "binary" }), { code: "learning/bad-target" });
  const weight = new Float32Array(50).fill(-1);
  await assert.rejects(fitTrees({ ...frame, weight }, { task: "binary" }), { code: "learning/bad-weight" });
  const features = [
    { name: "c", kind: "categorical", codes: new Int32Array(50).fill(7), categories: 7 } as const,
  ];
  await assert.rejects(fitTrees({ ...frame, features }, { task: "binary" }), {
    code: "learning/bad-category",
  });
});
