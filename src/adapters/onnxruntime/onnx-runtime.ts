import type { Frame } from "../../engines/expressions/to-function.ts";
import type { LoadedModel, ModelRuntime } from "../../ports/model-runtime.ts";
import { feedsOf, frameOfColumns, frameOfRows } from "./feeds.ts";
import { SessionProcess } from "./session-process.ts";
import { type ModelShape, shapeOf } from "./signature.ts";

/** Rows a message; keeps messages small and lets others in between. */
const blockRows = 4_096;

/**
 * Runs any ONNX model whose inputs are columns or one matrix, each model in a process of its own that ends
 * with it. A null boolean is refused, as ONNX has none. Needs the optional package `onnxruntime-node`;
 * without it `load` throws `models/no-onnx-runtime`.
 */
export function onnxRuntime(): ModelRuntime {
  return { name: "onnxruntime", canRun: isOnnx, load };
}

async function load(onnx: Uint8Array): Promise<LoadedModel> {
  const process = new SessionProcess();
  try {
    const shape = shapeOf(onnx, await process.load(onnx));
    return {
      inputs: shape.inputs,
      outputs: shape.outputs,
      target: shape.target,
      predictRows: async (rows) => run(process, shape, frameOfRows(shape, rows), rows.length),
      predictColumns: async (columns, rows) =>
        run(process, shape, frameOfColumns(shape, columns, rows), rows),
      [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
    };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
}

async function run(
  process: SessionProcess,
  shape: ModelShape,
  frame: Frame,
  rows: number,
): Promise<Float64Array> {
  const width = shape.target.kind === "multiclass" ? shape.outputs.length : 1;
  const predictions = new Float64Array(rows * width);
  for (let from = 0; from < rows; from += blockRows) {
    const to = Math.min(rows, from + blockRows);
    const values = await process.run(feedsOf(shape, frame, from, to), shape.output);
    const stride = values.length / (to - from);
    if (stride === width) predictions.set(values, from * width);
    // of two probabilities, that of the positive class is the last
    else for (let i = from; i < to; i++) predictions[i] = values[(i - from + 1) * stride - 1] as number;
  }
  return predictions;
}

/** A ModelProto starts with its `ir_version` (field 1, a varint), which every writer puts first. */
function isOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08;
}
