import { setImmediate as turn } from "node:timers/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type duckdb from "@duckdb/node-bindings";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ColumnBatch, ColumnValues } from "../../ports/table-engine.ts";
import type { Driver } from "./column-reader.ts";
import type { Bindings } from "./validity.ts";
import { quote } from "./sql-text.ts";

/** Rows of a chunk: DuckDB's vector size. */
const chunkRows = 2_048;
/** Rows after which the appender hands over; all at once would hold this thread for long. */
const flushedRows = 8 * chunkRows;
const appendType = { number: "DOUBLE", string: "VARCHAR", boolean: "BOOLEAN" } as const;
/** What a caller may ask for; the text goes into SQL. */
const storageType = /^[A-Z][A-Z_]*(\(\d+(, ?\d+)?\))?$/;

/**
 * Appends the columns to a temporary table, chunk by chunk, and gives the query that turns them into the
 * asked-for types: NaN is NULL, a timestamp is epoch milliseconds.
 */
export async function appendColumns(
  { api, bindings }: Driver,
  connection: DuckDBConnection,
  batch: ColumnBatch,
  types: readonly string[],
): Promise<string> {
  refuseRagged(batch, types);
  const kinds = batch.columns.map((values, index) => kindOf(values, types[index] ?? ""));
  const table = "batch_to_write";
  const columns = kinds.map((kind, index) => `c${index} ${appendType[kind]}`);
  await connection.run(`CREATE TEMP TABLE ${table} (${columns.join(", ")})`);
  const appender = await connection.createAppender(table, "main", "temp");
  const logical = kinds.map((kind) => api[appendType[kind]]);
  for (let start = 0; start < batch.rows; start += chunkRows) {
    // A large batch takes 100 ms and more of this thread, which also answers predictions.
    if (start > 0) await turn();
    const rows = Math.min(chunkRows, batch.rows - start);
    const chunk = api.DuckDBDataChunk.create(logical, rows);
    for (const [index, values] of batch.columns.entries()) {
      fillVector(bindings, bindings.data_chunk_get_vector(chunk.chunk, index), values, start, rows);
    }
    appender.appendDataChunk(chunk);
    if (start % flushedRows === 0) appender.flushSync();
  }
  appender.closeSync();
  const selected = batch.names.map(
    (name, index) => `${castTo(`c${index}`, kinds[index] ?? "string", types[index] ?? "")} AS ${quote(name)}`,
  );
  return `SELECT ${selected.join(", ")} FROM temp.${table}`;
}

function refuseRagged(batch: ColumnBatch, types: readonly string[]): void {
  const problem =
    batch.names.length !== batch.columns.length || types.length !== batch.names.length
      ? "names, types and columns differ in number"
      : batch.columns.some((values) => values.length !== batch.rows)
        ? "columns differ in length"
        : types.find((type) => !storageType.test(type));
  if (problem !== undefined) throw fail("kernel/bad-input", { where: "the columns to write", problem });
}

function kindOf(values: ColumnValues, type: string): keyof typeof appendType {
  if (values instanceof Float64Array) return "number";
  const first = values.find((value) => value !== null) ?? null;
  if (first === null) return type === "BOOLEAN" ? "boolean" : "string";
  return typeof first === "boolean" ? "boolean" : "string";
}

function castTo(column: string, kind: keyof typeof appendType, type: string): string {
  if (kind !== "number") return `CAST(${column} AS ${type})`;
  const value = `CASE WHEN isnan(${column}) THEN NULL ELSE ${column} END`;
  if (type === "TIMESTAMP") return `make_timestamp(CAST(round(1000 * (${value})) AS BIGINT))`;
  return `CAST(${value} AS ${type})`;
}

function fillVector(
  bindings: Bindings,
  vector: duckdb.Vector,
  values: ColumnValues,
  start: number,
  rows: number,
): void {
  if (values instanceof Float64Array) {
    const bytes = new Float64Array(values.subarray(start, start + rows)).buffer;
    bindings.copy_data_to_vector(vector, 0, bytes, 0, rows * 8);
    return;
  }
  const flags = new Uint8Array(rows);
  const valid = new Uint8Array(Math.ceil(rows / 64) * 8).fill(0xff);
  let hasNull = false;
  let isFlag = false;
  for (let row = 0; row < rows; row++) {
    const value = values[start + row];
    if (value === null || value === undefined) {
      valid[row >> 3] = (valid[row >> 3] ?? 0) & ~(1 << (row & 7));
      hasNull = true;
    } else if (typeof value === "boolean") {
      flags[row] = value ? 1 : 0;
      isFlag = true;
    } else if (value.includes("\0")) {
      bindings.vector_assign_string_element_len(vector, row, Buffer.from(value));
    } else bindings.vector_assign_string_element(vector, row, value);
  }
  if (isFlag) bindings.copy_data_to_vector(vector, 0, flags.buffer, 0, rows);
  if (hasNull) {
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.length);
  }
}
