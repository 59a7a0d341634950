import type { Feature, Lookup, ModelGraph, Predictor } from "../../../contract/model-graph.ts";
import type { TableValue } from "../../../contract/step-params.ts";
import { lookupsOf } from "../../../engines/expressions/check.ts";
import { readOnnx } from "../../../engines/onnx/read.ts";
import { compileModel } from "../../../engines/serving/compile-model.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../../ports/blob-store.ts";
import type { TrainingTable } from "./read-training-table.ts";
import type { FittedFrame } from "./training-frame.ts";

/** The fitted model as one graph: raw columns in, prediction out, with all lookups and categories. */
export async function assembleModel(
  blobs: BlobStore,
  value: TableValue,
  table: TrainingTable,
  fitted: FittedFrame,
  predictor: Predictor,
): Promise<ModelGraph> {
  const features = table.features.map(({ name }, at): Feature => {
    const expression = value.spec.columns[name]?.expression ?? { op: "literal", value: null };
    const categories = fitted.categories[at] ?? null;
    return categories === null
      ? { name, kind: "numeric", expression }
      : { name, kind: "categorical", expression, categories };
  });
  const used = [...new Set(features.flatMap(({ expression }) => lookupsOf(expression)))].sort();
  const lookups: Record<string, Lookup> = {};
  for (const name of used) {
    const text = Buffer.from(await blobs.get(value.lookups[name] ?? "")).toString("utf8");
    lookups[name] = JSON.parse(text) as Lookup;
  }
  return { inputs: table.inputs, lookups, features, target: fitted.target, predictor };
}

/** Rows compared; every n-th of the table. */
const COMPARED = 2_000;

/**
 * Proof against training/serving skew: the file as it will be read back, given raw columns, must predict what
 * the fitted model predicted from prepared ones. Differences above 1e-6 throw experiments/serving-skew.
 */
export function refuseSkew(onnx: Uint8Array, table: TrainingTable, predictions: Float64Array): number {
  const model = compileModel(readOnnx(onnx));
  const count = Math.min(table.rows, COMPARED);
  const rows = Int32Array.from({ length: count }, (_, k) => Math.floor((k * table.rows) / count));
  const raw = Object.fromEntries(
    Object.entries(table.raw).map(([name, column]) => [
      name,
      column instanceof Float64Array
        ? Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
        : (Array.from(rows, (row) => column[row] ?? null) as (string | null)[]),
    ]),
  );
  const served = model.scoreColumns(raw, count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < model.width; k++) {
      const trained = predictions[(rows[i] ?? 0) * model.width + k] ?? 0;
      const answer = served[i * model.width + k] ?? 0;
      if (!(Math.abs(trained - answer) <= 1e-6 * Math.max(1, Math.abs(trained)))) {
        throw fail("experiments/serving-skew", { row: rows[i], trained, served: answer });
      }
    }
  }
  return count;
}
