import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrainingFrame } from "../../../../src/engines/learning.ts";
import { fitLinear } from "../../../../src/engines/linear/fit.ts";
import { predictFrame } from "../../../../src/engines/validation/predict-frame.ts";
import { syntheticFrame } from "../synthetic.ts";

// All expected weights: scikit-learn 1.9.1 by scikit-learn-reference.py, on standardised and one-hot columns.

const mean = [-0.03280757850781083, 0.07387955422186329, 0.4823344670680817, 0];
const scale = [1.1290855597253446, 1.1569816236716928, 0.2847618525565808, 1];

function near(found: ArrayLike<number>, expected: readonly number[], margin: number): void {
  assert.equal(found.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(found[i]! - value) < margin, `[${i}] ${found[i]} is not ${value}`);
  }
}

test("linear regression has the weights of Ridge(alpha=2)", async () => {
  const model = await fitLinear(syntheticFrame(1_000, 3, "regression"), { task: "regression", l2: 2 });
  assert.equal(model.link, "identity");
  assert.deepEqual([...model.offset], [0, 1, 2, 3]);
  near(model.mean, mean, 1e-6);
  near(model.scale, scale, 1e-6);
  near(
    model.weights,
    [
      0.30920380939185454, 3.7018282263462887, 0.48978703838217374, -7.795029864887777, 2.204410094725741,
      -3.7142041114263797, 3.1865165940930305, -2.640515702231358, 10.002384884224702, 0.08536949516058895,
      -7.66192281357357, 4.7450621220532385, -5.056630859061619, 9.244711144967743, -2.600150984043887,
    ],
    1e-6,
  );
  near(model.intercept, [3.5157695799838966], 1e-6);
});

test("logistic regression has the weights of LogisticRegression(C=0.5)", async () => {
  const model = await fitLinear(syntheticFrame(1_000, 3, "binary"), { task: "binary", l2: 2 });
  assert.equal(model.link, "logistic");
  near(
    model.weights,
    [
      0.06738244727653958, 0.30320864277187587, 0.08759300240248417, -0.5384663260852526, 0.11854918791575463,
      -0.5887031186485204, 0.37250823377928766, 0.05836536023411206, 0.754939730291181, 0.12962895266995594,
      -0.7726621704192294, 0.23004433548804296, -0.381161716780088, 0.46322961550906694, 0.15372791604568903,
    ],
    1e-6,
  );
  near(model.intercept, [0.18304988810984313], 1e-6);
});

test("… with row weights too", async () => {
  const weight = Float32Array.from({ length: 1_000 }, (_, row) => (row % 3 === 0 ? 2 : 0.5));
  const model = await fitLinear({ ...syntheticFrame(1_000, 3, "binary"), weight }, { task: "binary", l2: 2 });
  near(
    model.weights,
    [
      0.12720276725847945, 0.27546063782914054, 0.08311986384429203, -0.4113893539052816,
      -0.006288754143597599, -0.5067310360654249, 0.3101916270824048, 0.13953223504114093, 0.7828104923125839,
      0.21784242581180868, -0.9092281348284779, 0.2250353762256105, -0.5318726158542019, 0.4191248787826578,
      0.2709728595407815,
    ],
    1e-6,
  );
  near(model.intercept, [0.1624216444428946], 1e-6);
});

test("… by L-BFGS as by Newton, when there are too many weights for a Hessian", async () => {
  const frame = syntheticFrame(1_000, 3, "binary");
  // categories that never occur keep weight 0, but count
  const wide: TrainingFrame = {
    ...frame,
    features: frame.features.map((column) =>
      column.kind === "categorical" ? { ...column, categories: 700 } : column,
    ),
  };
  const [few, many] = await Promise.all(
    [frame, wide].map((one) => fitLinear(one, { task: "binary", l2: 2 })),
  );
  near(many!.weights.subarray(0, 15), [...few!.weights], 1e-6);
  near(
    many!.weights.subarray(15),
    Array.from({ length: 688 }, () => 0),
    1e-12,
  );
  near(many!.intercept, [...few!.intercept], 1e-6);
});

test("multinomial regression has the weights of LogisticRegression(C=0.5)", async () => {
  const frame = syntheticFrame(1_000, 3, "multiclass");
  const model = await fitLinear(frame, { task: "multiclass", classes: 3, l2: 2 });
  assert.equal(model.link, "softmax");
  const expected = [
    0.01323278443199896, -0.3720102253826414, -0.036428157217194994, 0.5140092040264433, -0.32963948208178984,
    0.36129166097898535, -0.39163415185229544, 0.28713986394185964, -0.7005830982073941, 0.039217776045941274,
    0.5476641054111787, -0.22319774288706004, 0.22742293046219825, -0.5862539826874554, 0.2545652478391448,
    0.017032362575954335, 0.06226936055706039, -0.014495760326462132, -0.2553165355262463,
    0.24510623748202923, -0.15711361281420072, 0.14351468802726416, -0.05172299991474353,
    -0.12689330157196976, 0.059683563469303445, 0.17198456864066292, -0.029638599418460303,
    0.10384107965157928, -0.16147758031480727, 0.0580324024920666, -0.030265147007953026, 0.30974086482558055,
    0.05092391754365727, -0.25869266850019684, 0.08453324459976001, -0.20417804816478483, 0.24811946382503142,
    -0.23541686402711634, 0.8274763997793647, -0.0989013395152451, -0.7196486740518421, 0.2528363423055205,
    -0.33126401011377743, 0.7477315630022628, -0.312597650331211,
  ];
  near(model.weights, expected, 1e-6);
  near(model.intercept, [-0.16316282049197983, 0.059181622677285446, 0.1039811978146973], 1e-6);
  const p = predictFrame(model, frame);
  near([p[0]! + p[1]! + p[2]!], [1], 1e-12);
});

test("a large frame is solved in a thread, to the same bits", async () => {
  const small = syntheticFrame(4_000, 4, "binary");
  const large = syntheticFrame(6_000, 4, "binary");
  const cut = { ...large, weight: Float32Array.from({ length: 6_000 }, (_, row) => (row < 4_000 ? 1 : 0)) };
  const [alone, threaded] = await Promise.all(
    [small, cut].map((frame) => fitLinear(frame, { task: "binary", l2: 1 })),
  );
  near(threaded!.weights, [...alone!.weights], 1e-9);
});

test("columns that depend on each other need a penalty; errors keep their code across threads", async () => {
  for (const rows of [100, 6_000]) {
    const frame = syntheticFrame(rows, 4, "regression");
    await assert.rejects(fitLinear(frame, { task: "regression", l2: 0 }), { code: "learning/singular" });
  }
});

test("a training in a thread ends when it is told to", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const frame = syntheticFrame(60_000, 4, "multiclass");
  const fit = fitLinear(frame, { task: "multiclass", classes: 3 }, { signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await assert.rejects(fit, reason);
});
