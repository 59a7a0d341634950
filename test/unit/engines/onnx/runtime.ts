import * as ort from "onnxruntime-node";
import type { ModelGraph } from "../../../../src/contract/model-graph.ts";
import type { Row } from "../random-expression.ts";

/** Runs a file of ours in ONNX Runtime, with null as `writeOnnx` documents it. */
export async function runInOnnxRuntime(
  bytes: Uint8Array,
  model: ModelGraph,
  rows: readonly Row[],
): Promise<{ values: Float32Array; labels: readonly (string | number)[] }> {
  const session = await ort.InferenceSession.create(bytes, {
    logSeverityLevel: 3,
    intraOpNumThreads: 1,
  });
  try {
    const types = new Map(
      session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : "other"]),
    );
    const feeds = Object.fromEntries(
      model.inputs.map(({ name, type }) => {
        const values = rows.map((row) => row[name] ?? null);
        const dims = [rows.length, 1];
        switch (type) {
          case "string":
            return [
              name,
              new ort.Tensor(
                "string",
                values.map((v) => (v === null ? "" : String(v))),
                dims,
              ),
            ];
          case "boolean":
            return [
              name,
              new ort.Tensor(
                "bool",
                Uint8Array.from(values, (v) => (v === true ? 1 : 0)),
                dims,
              ),
            ];
          case "timestamp": {
            const ms = values.map((v) => (v === null ? -(2n ** 63n) : BigInt(Number(v))));
            return [name, new ort.Tensor("int64", BigInt64Array.from(ms), dims)];
          }
          case "number": {
            const numbers = values.map((v) => (v === null ? NaN : Number(v)));
            return types.get(name) === "float32"
              ? [name, new ort.Tensor("float32", Float32Array.from(numbers), dims)]
              : [name, new ort.Tensor("float64", Float64Array.from(numbers), dims)];
          }
        }
      }),
    );
    const found = await session.run(feeds);
    const values = (found["probabilities"] ?? found["value"])?.data as Float32Array;
    const labels = Array.from(
      (found["label"]?.data ?? []) as unknown as ArrayLike<string | bigint>,
      (label) => (typeof label === "bigint" ? Number(label) : label),
    );
    return { values, labels };
  } finally {
    await session.release();
  }
}
