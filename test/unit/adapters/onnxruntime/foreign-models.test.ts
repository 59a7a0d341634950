import assert from "node:assert/strict";
import { test } from "node:test";
import { onnxRuntime } from "../../../../src/adapters/onnxruntime/onnx-runtime.ts";
import { SessionProcess } from "../../../../src/adapters/onnxruntime/session-process.ts";
import { encodeModel } from "../../../../src/engines/onnx/encode.ts";
import type { OnnxModel } from "../../../../src/engines/onnx/schema.ts";
import { writeOnnx } from "../../../../src/engines/onnx/write.ts";
import { byHand } from "../../../unit/engines/by-hand-model.ts";

/** A matrix of three numbers times weights: a model as scikit-learn's converter would shape it. */
function matrixModel(outputs: number): OnnxModel {
  const weights = Float32Array.from({ length: 3 * outputs }, (_, i) => i);
  return {
    producerVersion: "",
    opsets: [{ domain: "", version: 19 }],
    inputs: [{ name: "X", type: "float", dims: ["N", 3] }],
    outputs: [{ name: "Y", type: "float", dims: ["N", outputs] }],
    nodes: [{ name: "m", op: "MatMul", domain: "", inputs: ["X", "W"], outputs: ["Y"], attributes: {} }],
    initializers: [{ name: "W", dims: [3, outputs], type: "float", data: weights }],
    properties: {},
  };
}

test("one matrix of numbers is fed from columns by position", async () => {
  await using model = await onnxRuntime().load(encodeModel(matrixModel(1)));
  assert.deepEqual(
    model.inputs,
    ["X_0", "X_1", "X_2"].map((name) => ({ name, type: "number" })),
  );
  assert.deepEqual(model.target, { name: "Y", kind: "regression" });
  const predicted = await model.predictRows([
    { X_0: 5, X_1: 1, X_2: 10 },
    { X_0: 5, X_1: 2, X_2: 0.5 },
  ]);
  assert.deepEqual([...predicted], [21, 3]); // 0·x0 + 1·x1 + 2·x2
});

test("two outputs are binary: the second is the answer; more are classes", async () => {
  await using binary = await onnxRuntime().load(encodeModel(matrixModel(2)));
  assert.equal(binary.target.kind, "binary");
  assert.deepEqual([...(await binary.predictRows([{ X_0: 1, X_1: 1, X_2: 1 }]))], [9]); // 1 + 3 + 5
  await using classes = await onnxRuntime().load(encodeModel(matrixModel(4)));
  assert.deepEqual(classes.outputs, ["0", "1", "2", "3"]);
  assert.deepEqual([...(await classes.predictRows([{ X_0: 1, X_1: 0, X_2: 1 }]))], [8, 10, 12, 14]);
});

test("a model of unknown shape is refused", async () => {
  const cube = matrixModel(1);
  const inputs = [{ name: "X", type: "float", dims: ["N", 2, 3] } as const];
  await assert.rejects(async () => onnxRuntime().load(encodeModel({ ...cube, inputs })), {
    code: "models/bad-onnx",
    message: /X is neither/,
  });
});

test("a null boolean is refused, as ONNX has none", async () => {
  await using model = await onnxRuntime().load(writeOnnx(byHand, { version: "0" }));
  const row = { origin: "SFO", at: 0, delay: 10, cargo: null };
  await assert.rejects(async () => model.predictRows([row]), {
    code: "predictions/bad-input",
    message: /Column cargo is null/,
  });
});

const feed = { name: "X", type: "float32", dims: [1, 3], data: Float32Array.of(1, 2, 3) } as const;

test("closing lets what runs finish and takes no more", async () => {
  await using session = new SessionProcess();
  await session.load(encodeModel(matrixModel(1)));
  const running = session.run([feed], "Y");
  await session[Symbol.asyncDispose]();
  assert.deepEqual([...(await running)], [8]);
  await assert.rejects(async () => session.run([feed], "Y"), {
    code: "models/onnx-runtime-failed",
    message: /closed/,
  });
});

test("a process that dies fails what waits and all that follows", async () => {
  await using session = new SessionProcess();
  await session.load(encodeModel(matrixModel(1)));
  const pid = session.pid ?? 0;
  // Stopped, it cannot answer before it is killed.
  process.kill(pid, "SIGSTOP");
  const running = session.run([feed], "Y");
  process.kill(pid, "SIGKILL");
  await assert.rejects(running, { code: "models/onnx-runtime-failed", message: /SIGKILL/ });
  await assert.rejects(async () => session.run([feed], "Y"), { code: "models/onnx-runtime-failed" });
});
