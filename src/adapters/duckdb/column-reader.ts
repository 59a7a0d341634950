import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import type * as DuckDb from "@duckdb/node-api";
import type { ColumnValues } from "../../ports/table-engine.ts";
import { numberFormat, type NumberFormat } from "./number-format.ts";
import { TextReader } from "./text-reader.ts";
import { type Bindings, isValid, validity } from "./validity.ts";

export interface Driver {
  readonly api: typeof DuckDb;
  readonly bindings: Bindings;
}

interface Column {
  readonly kind: "number" | "string" | "boolean";
  read(chunk: DuckDBDataChunk, index: number, rows: number): ColumnValues;
}

/**
 * Copies the columns of a result out of DuckDB's memory by its C layout. A value is never boxed one by one,
 * which takes four times as long.
 */
export class ColumnReader {
  readonly names: readonly string[];
  readonly #columns: readonly Column[];

  constructor(driver: Driver, result: DuckDBResult) {
    this.names = result.columnNames();
    this.#columns = result.columnTypes().map((type) => columnOf(driver, type));
  }

  read(chunk: DuckDBDataChunk): ColumnValues[] {
    return this.#columns.map((column, index) => column.read(chunk, index, chunk.rowCount));
  }

  /** Parts of the columns, in order, as whole columns. */
  join(parts: readonly (readonly ColumnValues[])[], rows: number): ColumnValues[] {
    return this.#columns.map(({ kind }, index) =>
      joinColumn(
        kind,
        parts.map((part) => part[index] ?? []),
        rows,
      ),
    );
  }
}

function columnOf({ api, bindings }: Driver, type: DuckDb.DuckDBType): Column {
  const format = numberFormat(api.DuckDBTypeId, type);
  if (format !== undefined) {
    return { kind: "number", read: (chunk, index, rows) => numbers(bindings, format, chunk, index, rows) };
  }
  if (type.typeId === api.DuckDBTypeId.BOOLEAN) {
    return { kind: "boolean", read: (chunk, index, rows) => booleans(bindings, chunk, index, rows) };
  }
  if (type.typeId === api.DuckDBTypeId.VARCHAR) {
    const texts = new TextReader(bindings);
    return {
      kind: "string",
      read(chunk, index, rows) {
        const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
        return texts.read(vector, validity(bindings, vector, rows), rows);
      },
    };
  }
  // rare types, as DuckDB writes them
  return {
    kind: "string",
    read: (chunk, index) =>
      chunk.getColumnValues(index).map((value) => (value === null ? null : String(value))),
  };
}

function numbers(
  bindings: Bindings,
  format: NumberFormat,
  chunk: DuckDBDataChunk,
  index: number,
  rows: number,
): Float64Array {
  const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
  const valid = validity(bindings, vector, rows);
  const values = format.read(bindings.vector_get_data(vector, rows * format.bytes), rows);
  if (valid !== null) {
    for (let row = 0; row < rows; row++) if (!isValid(valid, row)) values[row] = Number.NaN;
  }
  return values;
}

function booleans(
  bindings: Bindings,
  chunk: DuckDBDataChunk,
  index: number,
  rows: number,
): (boolean | null)[] {
  const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
  const valid = validity(bindings, vector, rows);
  const bytes = bindings.vector_get_data(vector, rows);
  const values: (boolean | null)[] = [];
  for (let row = 0; row < rows; row++) {
    values.push(valid !== null && !isValid(valid, row) ? null : bytes[row] !== 0);
  }
  return values;
}

function joinColumn(kind: Column["kind"], parts: readonly ColumnValues[], rows: number): ColumnValues {
  if (kind !== "number") return (parts as readonly (readonly (string | null)[])[]).flat();
  const whole = new Float64Array(rows);
  let at = 0;
  for (const part of parts as readonly Float64Array[]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
