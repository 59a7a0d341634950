import type duckdb from "@duckdb/node-bindings";

export type Bindings = typeof duckdb;

/** One bit a row, lowest first; null: every row has a value. */
export function validity(bindings: Bindings, vector: duckdb.Vector, rows: number): Uint8Array | null {
  return bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
}

export function isValid(valid: Uint8Array, row: number): boolean {
  return ((valid[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}
