import assert from "node:assert/strict";
import { test } from "node:test";
import { fitTrees } from "../../../../src/engines/trees/fit.ts";
import { crossValidate } from "../../../../src/engines/validation/cross-validate.ts";
import { kFold, timeOrderedFolds } from "../../../../src/engines/validation/folds.ts";
import { syntheticFrame } from "../synthetic.ts";

test("each row is tested in one of k folds and learnt from in all others", () => {
  for (const [rows, folds] of [
    [10, 2],
    [101, 5],
    [7, 7],
  ] as const) {
    const made = kFold(rows, folds, 3);
    const tested = made.flatMap((fold) => [...fold.test]).sort((a, b) => a - b);
    assert.deepEqual(
      tested,
      Array.from({ length: rows }, (_, row) => row),
    );
    for (const { train, test } of made) {
      assert.equal(train.length + test.length, rows);
      assert.ok(train.every((row) => !test.includes(row)));
      assert.ok(Math.abs(test.length - rows / folds) < 1);
    }
  }
});

test("folds repeat themselves for a seed and differ between seeds", () => {
  assert.deepEqual(kFold(50, 5, 1), kFold(50, 5, 1));
  assert.notDeepEqual(kFold(50, 5, 1), kFold(50, 5, 2));
});

// scikit-learn: [list(map(list, f)) for f in TimeSeriesSplit(3).split(range(10))]
test("time-ordered folds are those of TimeSeriesSplit", () => {
  assert.deepEqual(
    timeOrderedFolds(10, 3).map(({ train, test }) => [[...train], [...test]]),
    [
      [
        [0, 1, 2, 3],
        [4, 5],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [8, 9],
      ],
    ],
  );
});

test("too few rows are refused", () => {
  assert.throws(() => kFold(3, 4, 0), { code: "learning/too-few-rows-to-fold" });
  assert.throws(() => timeOrderedFolds(3, 3), { code: "learning/too-few-rows-to-fold" });
});

// scikit-learn 1.9.1: ROC AUC 0.79 on unseen rows of this source (scikit-learn-reference.py)
test("cross-validation measures each fold on unseen rows and sums up", async () => {
  const frame = syntheticFrame(3_000, 1, "binary");
  const made = await crossValidate(frame, { task: "binary" }, kFold(3_000, 3, 0), (train, unseen) => {
    assert.equal(train.rows + unseen.rows, 3_000);
    return fitTrees(train, { task: "binary", trees: 30, leaves: 8 });
  });
  const values = made.folds.map((metrics) => metrics.rocAuc!.value);
  assert.equal(values.length, 3);
  for (const value of values) assert.ok(Math.abs(value - 0.79) < 0.04, String(value));
  const mean = (values[0]! + values[1]! + values[2]!) / 3;
  assert.ok(Math.abs(made.summary.rocAuc!.mean - mean) < 1e-12);
  assert.ok(made.summary.rocAuc!.deviation! > 0);
});
