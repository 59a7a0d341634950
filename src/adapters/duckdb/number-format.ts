import type { DuckDBType, DuckDBTypeId } from "@duckdb/node-api";

/** How numbers of a type lie in memory: bytes each, and how to copy them out as doubles. */
export interface NumberFormat {
  readonly bytes: 1 | 2 | 4 | 8 | 16;
  read(data: Uint8Array, rows: number): Float64Array;
}

type Ids = typeof DuckDBTypeId;
type View = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayLike<number>;

const msPerDay = 86_400_000;

/** The format of a type whose values are numbers or times (as epoch milliseconds); undefined for others. */
export function numberFormat(ids: Ids, type: DuckDBType): NumberFormat | undefined {
  switch (type.typeId) {
    case ids.DOUBLE:
      return { bytes: 8, read: (data, rows) => new Float64Array(data.buffer, data.byteOffset, rows).slice() };
    case ids.FLOAT:
      return narrow(4, Float32Array);
    case ids.TINYINT:
      return narrow(1, Int8Array);
    case ids.SMALLINT:
      return narrow(2, Int16Array);
    case ids.INTEGER:
      return narrow(4, Int32Array);
    case ids.UTINYINT:
      return narrow(1, Uint8Array);
    case ids.USMALLINT:
      return narrow(2, Uint16Array);
    case ids.UINTEGER:
      return narrow(4, Uint32Array);
    case ids.BIGINT:
      return wide(8, true);
    case ids.UBIGINT:
      return wide(8, false);
    case ids.HUGEINT:
      return wide(16, true);
    case ids.UHUGEINT:
      return wide(16, false);
    case ids.DECIMAL:
      return "scale" in type && "width" in type ? decimal(type.width, type.scale) : undefined;
    case ids.DATE:
      return mapped(narrow(4, Int32Array), (days) => days * msPerDay);
    case ids.TIMESTAMP_S:
      return mapped(wide(8, true), (seconds) => seconds * 1_000);
    case ids.TIMESTAMP_MS:
      return wide(8, true);
    case ids.TIMESTAMP:
    case ids.TIMESTAMP_TZ:
      return mapped(wide(8, true), (micros) => wholeMs(micros / 1_000));
    case ids.TIMESTAMP_NS:
      return mapped(wide(8, true), (nanos) => wholeMs(nanos / 1_000_000));
    default:
      return undefined;
  }
}

function narrow(bytes: 1 | 2 | 4, Typed: View): NumberFormat {
  return {
    bytes,
    read: (data, rows) => Float64Array.from(new Typed(data.buffer, data.byteOffset, rows)),
  };
}

/** Little-endian integers of 64 or 128 bits, by their 32-bit words: no BigInt. Rounded to a double above 2^53. */
function wide(bytes: 8 | 16, isSigned: boolean): NumberFormat {
  const words = bytes / 4;
  return {
    bytes,
    read(data, rows) {
      const low = new Uint32Array(data.buffer, data.byteOffset, rows * words);
      const high = isSigned ? new Int32Array(data.buffer, data.byteOffset, rows * words) : low;
      const values = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const at = row * words;
        let value = high[at + words - 1] ?? 0;
        for (let word = words - 2; word >= 0; word--) value = value * 2 ** 32 + (low[at + word] ?? 0);
        values[row] = value;
      }
      return values;
    },
  };
}

/** DECIMAL(width, scale) is the smallest integer that holds `width` digits. */
function decimal(width: number, scale: number): NumberFormat {
  const whole =
    width <= 4
      ? narrow(2, Int16Array)
      : width <= 9
        ? narrow(4, Int32Array)
        : width <= 18
          ? wide(8, true)
          : wide(16, true);
  return mapped(whole, (value) => value / 10 ** scale);
}

function mapped(format: NumberFormat, map: (value: number) => number): NumberFormat {
  return {
    bytes: format.bytes,
    read(data, rows) {
      const values = format.read(data, rows);
      for (let row = 0; row < rows; row++) values[row] = map(values[row] ?? 0);
      return values;
    },
  };
}

/** Cut off towards zero, as DuckDB's `epoch_ms` does; never -0. */
function wholeMs(ms: number): number {
  return Math.trunc(ms) + 0;
}
