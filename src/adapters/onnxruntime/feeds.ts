import { type Cell, type Frame, makeFrame } from "../../engines/expressions/to-function.ts";
import { loadColumn, loadValue } from "../../engines/serving/raw-values.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ColumnValues } from "../../ports/table-engine.ts";
import type { Feed } from "./messages.ts";
import type { ModelShape } from "./signature.ts";

/** Null as `writeOnnx` has it: NaN, the empty text, the smallest int64. Booleans have none. */
const nullTimestamp = -(2n ** 63n);

/** Rows as columns, checked like the native evaluator checks them. */
export function frameOfRows(shape: ModelShape, rows: readonly Readonly<Record<string, unknown>>[]): Frame {
  const one = makeFrame(shape.inputs);
  for (const cell of one) {
    cell.numbers = new Float64Array(1);
    cell.texts = [null];
  }
  const all = makeFrame(shape.inputs);
  const texts = all.map((): (string | null)[] => []);
  for (const [at, cell] of all.entries()) {
    if (cell.type === "string") cell.texts = texts[at] ?? [];
    else cell.numbers = new Float64Array(rows.length);
  }
  for (const [i, row] of rows.entries()) {
    for (const [at, cell] of one.entries()) {
      loadValue(cell, row);
      if (cell.type === "string") texts[at]?.push(cell.texts[0] ?? null);
      else (all[at] as Cell).numbers[i] = cell.numbers[0] as number;
    }
  }
  return all;
}

export function frameOfColumns(
  shape: ModelShape,
  columns: Readonly<Record<string, ColumnValues>>,
  rows: number,
): Frame {
  const frame = makeFrame(shape.inputs);
  for (const cell of frame) {
    loadColumn(cell, Object.hasOwn(columns, cell.name) ? columns[cell.name] : undefined, rows);
  }
  return frame;
}

/** The input tensors of rows `from` to `to` (exclusive). */
export function feedsOf(shape: ModelShape, frame: Frame, from: number, to: number): Feed[] {
  const cells = new Map(frame.map((cell) => [cell.name, cell]));
  return shape.tensors.map(({ name, type, columns, isFlat }): Feed => {
    const dims = isFlat ? [to - from] : [to - from, columns.length];
    const parts = columns.map((column) => cells.get(column) as Cell);
    const [first] = parts as [Cell];
    if (type === "string") {
      return { name, type, dims, data: first.texts.slice(from, to).map((text) => text ?? "") };
    }
    const count = (to - from) * parts.length;
    const number = (at: number): number => {
      const cell = parts[at % parts.length] as Cell;
      return cell.numbers[from + Math.floor(at / parts.length)] as number;
    };
    switch (type) {
      case "float32":
        return { name, type, dims, data: Float32Array.from({ length: count }, (_, at) => number(at)) };
      case "float64":
        return { name, type, dims, data: Float64Array.from({ length: count }, (_, at) => number(at)) };
      case "bool":
        return {
          name,
          type,
          dims,
          data: Uint8Array.from({ length: count }, (_, at) => whole(first, number(at))),
        };
      case "int32":
        return {
          name,
          type,
          dims,
          data: Int32Array.from({ length: count }, (_, at) => whole(first, number(at))),
        };
      case "int64": {
        const isTime = first.type === "timestamp";
        const big = (at: number): bigint => {
          const value = number(at);
          return isTime && Number.isNaN(value) ? nullTimestamp : BigInt(whole(first, value));
        };
        return { name, type, dims, data: BigInt64Array.from({ length: count }, (_, at) => big(at)) };
      }
    }
  });
}

function whole(cell: Cell, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  const found = Number.isNaN(value) ? "null" : `the number ${value}`;
  const expected = cell.type === "boolean" ? "true or false" : "a whole number";
  throw fail("predictions/bad-input", { column: cell.name, found, expected });
}
