import type { ColumnType } from "../../../contract/model-graph.ts";
import { InferenceError } from "./inference-error.ts";

/** Data types of the Open Inference Protocol, and their bytes in the binary extension (0: varies). */
export const datatypeBytes = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: 0,
} as const;
export type Datatype = keyof typeof datatypeBytes;

/** Dimensions that a tensor may have. */
export const deepest = 8;
/** The most outputs that may be named. */
export const mostOutputs = 100;

export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly TensorValue[];
}
/** Null is a missing value; so is NaN in a binary tensor. */
export type TensorValue = number | string | boolean | null;

/** The type under which a raw column is described; others that lose nothing are taken as well. */
export const columnDatatype: { readonly [Type in ColumnType]: Datatype } = {
  number: "FP64",
  string: "BYTES",
  boolean: "BOOL",
  timestamp: "INT64",
};

const numeric = Object.keys(datatypeBytes).filter((type) => type !== "BOOL" && type !== "BYTES");
const accepted: { readonly [Type in ColumnType]: readonly string[] } = {
  number: numeric,
  string: ["BYTES"],
  boolean: ["BOOL"],
  // ISO 8601 as BYTES, or epoch milliseconds
  timestamp: ["INT64", "UINT64", "FP64", "BYTES"],
};

/** Refuses a tensor that cannot be one column of `rows` rows. */
export function refuseMisfit(tensor: Tensor, type: ColumnType, rows: number): void {
  const { name, datatype, shape } = tensor;
  if (!accepted[type].includes(datatype)) {
    const expected =
      accepted[type].length > 4
        ? `a number type such as ${columnDatatype[type]}`
        : accepted[type].join(" or ");
    throw new InferenceError(400, `input ${name} has datatype ${datatype}, but ${expected} is expected`);
  }
  const isColumn = shape[0] === rows && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
  if (!isColumn) {
    throw new InferenceError(
      400,
      `input ${name} has shape [${shape.join(",")}], but [${rows}] or [${rows},1] is expected, as of the first input`,
    );
  }
}

/** Checks and flattens a tensor's JSON data, row-major. */
export function readJsonData(
  of: { readonly name: string; readonly datatype: Datatype; readonly shape: readonly number[] },
  data: unknown,
): TensorValue[] {
  const { name, datatype, shape } = of;
  if (datatype === "FP16" || datatype === "BF16") {
    throw new InferenceError(
      400,
      `input ${name}: ${datatype} cannot be sent as JSON; send it as binary data`,
    );
  }
  const flat: TensorValue[] = [];
  flatten(data, flat, elements(shape), name, 0);
  if (flat.length !== elements(shape)) throw wrongCount(name, shape, flat.length);
  const isFit = fits[datatype];
  const odd = flat.findIndex((value) => value !== null && !isFit(value));
  if (odd >= 0) {
    throw new InferenceError(
      400,
      `input ${name}: element ${odd} is ${JSON.stringify(flat[odd])}, which is no ${datatype}${lossy(flat[odd])}`,
    );
  }
  return flat;
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function wrongCount(name: string, shape: readonly number[], found: number | string): InferenceError {
  return new InferenceError(
    400,
    `input ${name}: shape [${shape.join(",")}] has ${elements(shape)} elements, but the data has ${found}`,
  );
}

function flatten(data: unknown, into: TensorValue[], most: number, name: string, depth: number): void {
  if (depth > deepest) throw new InferenceError(400, `input ${name} has data nested deeper than any shape`);
  if (!Array.isArray(data)) throw new InferenceError(400, `input ${name} has no data, which is an array`);
  for (const value of data as readonly unknown[]) {
    if (Array.isArray(value)) flatten(value, into, most, name, depth + 1);
    else if (into.length > most) return;
    else into.push(isScalar(value) ? value : Number.NaN);
  }
}

function isScalar(value: unknown): value is TensorValue {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}

const integer = (least: number, most: number) => (value: TensorValue) =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
const finite = (value: TensorValue) => Number.isFinite(value);

/** JSON.parse has rounded integers beyond 2^53 already, so those are refused rather than silently changed. */
const fits: { readonly [Type in Datatype]: (value: TensorValue) => boolean } = {
  BOOL: (value) => typeof value === "boolean",
  BYTES: (value) => typeof value === "string",
  UINT8: integer(0, 2 ** 8 - 1),
  UINT16: integer(0, 2 ** 16 - 1),
  UINT32: integer(0, 2 ** 32 - 1),
  UINT64: integer(0, Number.MAX_SAFE_INTEGER),
  INT8: integer(-(2 ** 7), 2 ** 7 - 1),
  INT16: integer(-(2 ** 15), 2 ** 15 - 1),
  INT32: integer(-(2 ** 31), 2 ** 31 - 1),
  INT64: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  FP16: finite,
  BF16: finite,
  FP32: finite,
  FP64: finite,
};

function lossy(value: TensorValue | undefined): string {
  const isLarge = typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isLarge ? " that JSON keeps exactly; send it as binary data" : "";
}
