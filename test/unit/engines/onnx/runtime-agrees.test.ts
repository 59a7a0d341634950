import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelGraph } from "../../../../src/contract/model-graph.ts";
import { readOnnx } from "../../../../src/engines/onnx/read.ts";
import { writeOnnx } from "../../../../src/engines/onnx/write.ts";
import { compileModel } from "../../../../src/engines/serving/compile-model.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { randomRow, type Row } from "../random-expression.ts";
import { type ModelTaste, randomModel } from "../random-model.ts";
import { runInOnnxRuntime } from "./runtime.ts";

const metadata = { version: "0.0.0-test" };

/** ONNX has no null boolean. */
function rowsFor(seed: number, count: number): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const row = randomRow(random);
    return { ...row, paid: row["paid"] ?? false };
  });
}

async function assertAgreement(model: ModelGraph, rows: readonly Row[], what: string): Promise<void> {
  const bytes = writeOnnx(model, metadata);
  const ours = compileModel(readOnnx(bytes));
  const predicted = ours.scoreRows(rows);
  const { values, labels } = await runInOnnxRuntime(bytes, model, rows);
  const { kind } = model.target;
  const width = kind === "binary" ? 2 : ours.width;
  assert.equal(values.length, rows.length * width, what);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < ours.width; k++) {
      const expected = values[i * width + (kind === "binary" ? 1 : k)] as number;
      const found = predicted[i * ours.width + k] as number;
      const slack = kind === "regression" ? 1e-6 * Math.max(1, Math.abs(expected)) : 1e-6;
      const isNear = found === expected || Math.abs(found - expected) <= slack;
      assert.ok(
        isNear,
        `${what}: row ${i} ${JSON.stringify(rows[i])}: ours ${found}, ONNX Runtime ${expected}`,
      );
    }
    if (kind === "binary") assert.equal(labels[i], (predicted[i] as number) > 0.5 ? 1 : 0);
  }
  if (model.target.kind === "multiclass") assert.ok(labels.every((label) => typeof label === "string"));
}

for (const target of ["binary", "multiclass", "regression"] as const) {
  for (const predictor of ["trees", "linear"] as const) {
    test(`${predictor}, ${target}: ONNX Runtime and the native evaluator agree within 1e-6`, async () => {
      for (let seed = 1; seed <= 12; seed++) {
        const rows = rowsFor(seed, 300);
        const taste: ModelTaste = { nulls: true, trim: true, target, predictor };
        const model = randomModel(seededRandom(seed * 7_919), rows, taste);
        await assertAgreement(model, rows, `seed ${seed}`);
      }
    });
  }
}

test("10,000 rows through 100 trees of up to 32 leaves agree within 1e-6", async () => {
  const rows = rowsFor(99, 10_000);
  const taste: ModelTaste = { nulls: false, trim: false, target: "binary", predictor: "trees", trees: 100 };
  await assertAgreement(randomModel(seededRandom(4), rows.slice(0, 500), taste), rows, "big");
});
