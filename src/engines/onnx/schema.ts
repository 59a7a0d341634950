/**
 * The part of the ONNX messages that prumo writes and reads. Field numbers are those of onnx.proto3 of the
 * ONNX specification, IR version 9 (opset 19, ai.onnx.ml 3: ONNX Runtime 1.16 or newer).
 */

export const irVersion = 9;
export const opset = 19;
export const mlOpset = 3;
export const mlDomain = "ai.onnx.ml";
/** Contributed operators of ONNX Runtime; only `trim` needs one (Tokenizer). */
export const runtimeDomain = "com.microsoft";

/** TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

export type Tensor = { readonly name: string; readonly dims: readonly number[] } & TensorData;
export type TensorData =
  | { readonly type: "float"; readonly data: Float32Array }
  | { readonly type: "double"; readonly data: Float64Array }
  | { readonly type: "int64"; readonly data: BigInt64Array }
  | { readonly type: "bool"; readonly data: Uint8Array }
  | { readonly type: "string"; readonly data: readonly string[] };

export type AttributeValue =
  | { readonly int: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] | Int32Array }
  | { readonly floats: readonly number[] | Float32Array }
  | { readonly texts: readonly string[] };

/** AttributeProto.AttributeType and the field that holds the value. */
export const attributeTypes = { int: 2, text: 3, floats: 6, ints: 7, texts: 8 } as const;

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** `N` is the batch. */
  readonly dims: readonly (number | "N")[];
}

export interface OnnxModel {
  readonly producerVersion: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Tensor[];
  readonly properties: Readonly<Record<string, string>>;
}
