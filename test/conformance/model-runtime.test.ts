import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeRuntime } from "../../src/adapters/native/native-runtime.ts";
import { onnxRuntime } from "../../src/adapters/onnxruntime/onnx-runtime.ts";
import { writeOnnx } from "../../src/engines/onnx/write.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { byHand } from "../unit/engines/by-hand-model.ts";
import { randomRow, type Row } from "../unit/engines/random-expression.ts";
import { randomModel } from "../unit/engines/random-model.ts";

/** What every ModelRuntime must do, run on the real thing. */

const metadata = { version: "0.0.0-test" };
const runtimes = [nativeRuntime(), onnxRuntime()];

function rowsWithoutNullBooleans(count: number): Row[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => {
    const row = randomRow(random);
    return { ...row, paid: row["paid"] ?? true };
  });
}

for (const runtime of runtimes) {
  test(`${runtime.name}: raw columns in, the value out`, async () => {
    const onnx = writeOnnx(byHand, metadata);
    assert.equal(runtime.canRun(onnx), true);
    await using model = await runtime.load(onnx);
    assert.deepEqual(model.inputs, byHand.inputs);
    assert.deepEqual(model.target, byHand.target);
    assert.deepEqual(model.outputs, ["value"]);
    const predicted = await model.predictRows([
      { origin: "JFK", at: "2001-01-31T23:59:59.999Z", delay: 14, cargo: true },
      { origin: "LIS", at: null, delay: null, cargo: false },
      { origin: null, at: -1, delay: 10, cargo: false },
    ]);
    // 0.5 + (delay-10)/2 + 10·(hour-12) + 100·cargo + 1000 (CA) or 2000 (NY); what is missing adds nothing
    assert.deepEqual([...predicted], [2_212.5, 0.5, 110.5]);
  });

  test(`${runtime.name}: rows and columns give the same, in order, across blocks`, async () => {
    await using model = await runtime.load(writeOnnx(byHand, metadata));
    const count = 9_000;
    const delay = Float64Array.from({ length: count }, (_, i) => (i % 7 === 0 ? NaN : i));
    const columns = {
      origin: Array.from({ length: count }, (_, i) => (i % 2 === 0 ? "SFO" : null)),
      at: new Float64Array(count),
      delay,
      cargo: Array.from({ length: count }, () => false),
    };
    const byColumns = await model.predictColumns?.(columns, count);
    const expected = Float64Array.from(delay, (value, i) =>
      Math.fround(0.5 + (i % 7 === 0 ? 0 : (value - 10) / 2) - 120 + (i % 2 === 0 ? 1_000 : 0)),
    );
    assert.deepEqual(byColumns, expected);
    const rows = Array.from({ length: count }, (_, i) => ({
      origin: columns.origin[i],
      at: 0,
      delay: i % 7 === 0 ? null : i,
      cargo: false,
    }));
    assert.deepEqual(await model.predictRows(rows), expected);
    assert.deepEqual(await model.predictRows([]), new Float64Array(0));
  });

  test(`${runtime.name}: a wrong value is refused, naming the column; the model goes on`, async () => {
    await using model = await runtime.load(writeOnnx(byHand, metadata));
    const good = { origin: "SFO", at: 0, delay: 10, cargo: false };
    const refused = async (row: Record<string, unknown>, message: RegExp): Promise<void> =>
      assert.rejects(async () => model.predictRows([good, row]), { code: "predictions/bad-input", message });
    await refused({ ...good, delay: "10" }, /Column delay is the text "10"/);
    await refused({ ...good, at: "soon" }, /Column at/);
    await refused({ origin: "SFO", at: 0, delay: 10 }, /Column cargo is missing/);
    assert.deepEqual([...(await model.predictRows([good]))], [880.5]);
  });

  test(`${runtime.name}: what is no model is refused`, async () => {
    const garbage = new TextEncoder().encode("<html>not a model</html>");
    assert.equal(runtime.canRun(garbage), false);
    await assert.rejects(async () => runtime.load(garbage), { name: "PrumoError", code: /^models\// });
  });
}

test("both runtimes agree within 1e-6 on classes and values", async () => {
  const rows = rowsWithoutNullBooleans(500);
  for (const target of ["binary", "multiclass", "regression"] as const) {
    const taste = { nulls: true, trim: true, target, predictor: "trees" } as const;
    const graph = randomModel(seededRandom(21), rows, taste);
    const onnx = writeOnnx(graph, metadata);
    const [native, foreign] = runtimes as [(typeof runtimes)[0], (typeof runtimes)[0]];
    await using ours = await native.load(onnx);
    await using theirs = await foreign.load(onnx);
    assert.deepEqual(theirs.outputs, ours.outputs);
    assert.deepEqual(theirs.target, ours.target);
    const a = await ours.predictRows(rows);
    const b = await theirs.predictRows(rows);
    const classes = target === "multiclass" ? 3 : 1;
    assert.equal(a.length, rows.length * classes);
    assert.equal(b.length, a.length);
    for (const [i, value] of a.entries()) {
      assert.ok(Math.abs(value - (b[i] as number)) <= 1e-6 * Math.max(1, Math.abs(value)), `${target} ${i}`);
    }
    assert.ok(new Set(a).size > 20);
  }
});
