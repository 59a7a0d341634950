/** What a column holds, as numbers. Arrays may lie on a SharedArrayBuffer: then training copies nothing. */
export type FeatureColumn =
  /** NaN is missing. */
  | { readonly name: string; readonly kind: "numeric"; readonly values: Float32Array }
  /** Codes 0 … categories − 1; −1 is missing. */
  | {
      readonly name: string;
      readonly kind: "categorical";
      readonly codes: Int32Array;
      readonly categories: number;
    };

/** Rows to learn from, by column. */
export interface TrainingFrame {
  readonly rows: number;
  readonly features: readonly FeatureColumn[];
  /** 0 or 1 for binary, the class index for multiclass, the value for regression. */
  readonly target: Float64Array | Float32Array;
  /** Weight of each row, ≥ 0; 1 unless given. */
  readonly weight?: Float32Array;
}

/** What is learnt. `classes` is the number of classes, for multiclass only. */
export type Task =
  | { readonly task: "binary" }
  | { readonly task: "regression" }
  | { readonly task: "multiclass"; readonly classes: number };

export interface IterationLoss {
  /** From 1. */
  readonly iteration: number;
  /** Log loss in nats, or half the squared error of the standardised target. */
  readonly trainLoss: number;
  readonly validationLoss?: number;
}

/** The rows of a frame named by their index, in that order, in shared memory. */
export function takeRows(frame: TrainingFrame, rows: Int32Array): TrainingFrame {
  const features = frame.features.map((column): FeatureColumn => {
    if (column.kind === "numeric") {
      return { ...column, values: gather(column.values, floats(rows.length), rows) };
    }
    return { ...column, codes: gather(column.codes, integers(rows.length), rows) };
  });
  const target = gather(frame.target, new Float64Array(rows.length), rows);
  const taken = { rows: rows.length, features, target };
  return frame.weight === undefined
    ? taken
    : { ...taken, weight: gather(frame.weight, floats(rows.length), rows) };
}

function gather<Out extends Float64Array | Float32Array | Int32Array>(
  from: Float64Array | Float32Array | Int32Array,
  to: Out,
  rows: Int32Array,
): Out {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
  return to;
}

const floats = (length: number) => new Float32Array(new SharedArrayBuffer(length * 4));
const integers = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4));
