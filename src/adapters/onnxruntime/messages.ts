/** What the parent asks of the process that holds a session. Crosses by structured clone. */
export type Request =
  | { readonly id: number; readonly type: "load"; readonly onnx: Uint8Array }
  | { readonly id: number; readonly type: "run"; readonly feeds: readonly Feed[]; readonly output: string };

/** One input tensor. */
export interface Feed {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | readonly string[];
}

export const tensorTypes = ["float32", "float64", "int64", "int32", "bool", "string"] as const;
export type TensorType = (typeof tensorTypes)[number];

export type Answer =
  | { readonly id: number; readonly type: "loaded"; readonly signature: Signature }
  | { readonly id: number; readonly type: "values"; readonly values: Float64Array }
  | { readonly id: number; readonly type: "failed"; readonly isAbsent: boolean; readonly reason: string };

/** Inputs and outputs as the session declares them; `type` is undefined for what is no tensor. */
export interface Signature {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

export interface TensorInfo {
  readonly name: string;
  readonly type: string | undefined;
  /** A text is a size known at run time only. */
  readonly dims: readonly (number | string)[];
}
