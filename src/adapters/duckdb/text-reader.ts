import type duckdb from "@duckdb/node-bindings";
import { type Bindings, isValid } from "./validity.ts";

/** Texts remembered per column, so that a repeated one is decoded once and shared. */
const maxRemembered = 1 << 16;
/** DuckDB `string_t`: 4 bytes length, then up to 12 bytes inline, or 4 bytes prefix and a pointer. */
const stringBytes = 16;

/** Reads one text column, chunk after chunk. */
export class TextReader {
  readonly #bindings: Bindings;
  readonly #remembered = new Map<number, string>();

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  read(vector: duckdb.Vector, valid: Uint8Array | null, rows: number): (string | null)[] {
    const bytes = this.#bindings.vector_get_data(vector, rows * stringBytes);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, rows * stringBytes);
    const values: (string | null)[] = [];
    for (let row = 0; row < rows; row++) {
      values.push(valid !== null && !isValid(valid, row) ? null : this.#text(buffer, row * stringBytes));
    }
    return values;
  }

  #text(buffer: Buffer, at: number): string {
    const length = buffer.readUInt32LE(at);
    if (length > 12) {
      const pointer = buffer.byteOffset + at + 8;
      const bytes = this.#bindings.get_data_from_pointer(buffer.buffer as ArrayBuffer, pointer, length);
      return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString("utf8");
    }
    if (length > 6) return buffer.toString("utf8", at + 4, at + 4 + length);
    // unused inline bytes are zero; 48 bits of text and 3 of length fit a number exactly
    const key = (buffer.readUInt32LE(at + 4) + buffer.readUInt16LE(at + 8) * 2 ** 32) * 8 + length;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const text = buffer.toString("utf8", at + 4, at + 4 + length);
    if (this.#remembered.size < maxRemembered) this.#remembered.set(key, text);
    return text;
  }
}
