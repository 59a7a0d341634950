import type { ColumnType, Target } from "../../contract/model-graph.ts";
import { isPrumoOnnx, readOnnx } from "../../engines/onnx/read.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { type Signature, type TensorInfo, type TensorType, tensorTypes } from "./messages.ts";

/** How raw columns become tensors, and one output tensor becomes predictions. */
export interface ModelShape {
  readonly inputs: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Columns that fill each input tensor, in order. */
  readonly tensors: readonly {
    readonly name: string;
    readonly type: TensorType;
    readonly columns: readonly string[];
    /** Whether the tensor is [N] and not [N, columns]. */
    readonly isFlat: boolean;
  }[];
  readonly output: string;
  readonly target: Target;
  readonly outputs: readonly string[];
}

/** A matrix with more columns than this is no table that people send row by row. */
const maxColumns = 10_000;

/**
 * Columns and target of a model: from the metadata where prumo wrote the file, otherwise from its tensors.
 * A foreign model takes [N, 1] (or [N]) tensors, one a column, or one [N, F] tensor of numbers whose
 * columns are called `<input>_0` …; it gives one tensor of floats: [N, 2] is binary, [N, k] multiclass,
 * [N, 1] or [N] a value.
 */
export function shapeOf(onnx: Uint8Array, signature: Signature): ModelShape {
  const ours = isPrumoOnnx(onnx) ? readOnnx(onnx) : undefined;
  const tensors = signature.inputs.map((info) => {
    const type = tensorTypes.find((candidate) => candidate === info.type);
    if (type === undefined) throw unfit(`input ${info.name} is no tensor of numbers, texts or booleans`);
    return { name: info.name, type, columns: columnsOf(info), isFlat: info.dims.length === 1 };
  });
  if (tensors.some(({ columns }) => columns.length > 1) && tensors.length > 1) {
    throw unfit("it takes several matrices");
  }
  const inputs =
    ours?.inputs ??
    tensors.flatMap(({ type, columns }) => columns.map((name) => ({ name, type: columnType(type) })));
  const output = outputOf(signature.outputs);
  const width = output.dims.length < 2 ? 1 : output.dims[1];
  const target = ours?.target ?? foreignTarget(output.name, width);
  return { inputs, tensors, output: output.name, target, outputs: outputNames(target) };
}

function columnsOf({ name, dims }: TensorInfo): readonly string[] {
  const width = dims.length === 2 ? dims[1] : 1;
  if (dims.length === 0 || dims.length > 2 || typeof width !== "number" || width < 1 || width > maxColumns) {
    throw unfit(`input ${name} is neither [N, 1] nor [N, F]`);
  }
  return width === 1 ? [name] : Array.from({ length: width }, (_, at) => `${name}_${at}`);
}

function columnType(type: TensorType): ColumnType {
  if (type === "string") return "string";
  return type === "bool" ? "boolean" : "number";
}

/** The floats called after probabilities, else the last floats. */
function outputOf(outputs: readonly TensorInfo[]): TensorInfo {
  const floats = outputs.filter(({ type }) => type === "float32" || type === "float64");
  const chosen = floats.find(({ name }) => /prob/i.test(name)) ?? floats.at(-1);
  if (chosen === undefined)
    throw unfit("none of its outputs is a tensor of floats (export it without ZipMap)");
  if (chosen.dims.length > 2) throw unfit(`output ${chosen.name} has more than two dimensions`);
  return chosen;
}

function foreignTarget(name: string, width: number | string | undefined): Target {
  if (typeof width !== "number" || width < 1) throw unfit(`the width of output ${name} is not known`);
  if (width === 1) return { name, kind: "regression" };
  if (width === 2) return { name, kind: "binary" };
  return { name, kind: "multiclass", classes: Array.from({ length: width }, (_, at) => String(at)) };
}

function outputNames(target: Target): readonly string[] {
  if (target.kind === "multiclass") return target.classes;
  return target.kind === "binary" ? ["false", "true"] : ["value"];
}

function unfit(problem: string): PrumoError {
  return fail("models/bad-onnx", { problem });
}
