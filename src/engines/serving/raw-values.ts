import type { ColumnType } from "../../contract/model-graph.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Cell } from "../expressions/to-function.ts";

/** Longest text that a raw column may hold, in UTF-16 units. */
const maxText = 10_000;
/** Range of an ECMAScript time value, in ms. */
const maxTime = 8.64e15;
const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Columns as a table engine gives them: NaN is null in numbers and timestamps (epoch ms). */
export type RawColumn = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

/** Puts the row's value into row 0 of the cell. Throws `predictions/bad-input` naming the column. */
export function loadValue(cell: Cell, row: Readonly<Record<string, unknown>>): void {
  const value = Object.hasOwn(row, cell.name) ? row[cell.name] : undefined;
  if (cell.type === "string") (cell.texts as (string | null)[])[0] = text(cell.name, value);
  else cell.numbers[0] = numberOf(cell.name, cell.type, value);
}

/** Checks a whole column and lends it to the cell. */
export function loadColumn(cell: Cell, column: RawColumn | undefined, rows: number): void {
  const { name, type } = cell;
  if (column === undefined) throw badInput(name, type, undefined);
  if (column.length !== rows) {
    throw fail("predictions/bad-input", {
      column: name,
      found: `${column.length} values`,
      expected: `${rows} values, one a row`,
    });
  }
  if (column instanceof Float64Array) {
    if (type === "string") throw badInput(name, type, column[0]);
    cell.numbers = column;
  } else if (type === "string") {
    const odd = column.find((value) => value !== null && typeof value !== "string");
    if (odd !== undefined) throw badInput(name, type, odd);
    cell.texts = column as readonly (string | null)[];
  } else {
    cell.numbers = Float64Array.from(column as readonly unknown[], (value) => numberOf(name, type, value));
  }
}

function numberOf(name: string, type: Exclude<ColumnType, "string">, value: unknown): number {
  if (value === null) return NaN;
  if (type === "boolean") {
    if (typeof value === "boolean") return value ? 1 : 0;
  } else if (typeof value === "number") {
    if (type === "number" && Number.isFinite(value)) return value;
    if (type === "timestamp" && Math.abs(value) <= maxTime) return Math.floor(value);
  } else if (type === "timestamp" && typeof value === "string") {
    const at = parseTime(value);
    if (!Number.isNaN(at)) return at;
  }
  throw badInput(name, type, value);
}

/** Without an offset the time is UTC. NaN where it is no ISO 8601 time. */
function parseTime(text: string): number {
  const match = text.length > 40 ? null : isoTime.exec(text);
  if (match === null || !isRealDay(text)) return NaN;
  if (text.length === 10) return Date.parse(text);
  const zoned = match[1] === undefined ? `${text}Z` : text;
  return Date.parse(zoned.replace(" ", "T"));
}

/** JavaScript takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  return day <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}

function text(name: string, value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === "string" && value.length <= maxText) return value;
  throw badInput(name, "string", value);
}

const expectations = {
  number: "a finite number or null",
  string: `a text of at most ${maxText} characters or null`,
  boolean: "true, false or null",
  timestamp: "a time (ISO 8601 or epoch milliseconds) or null",
} as const;

function badInput(column: string, type: ColumnType, value: unknown): PrumoError {
  return fail("predictions/bad-input", { column, found: describe(value), expected: expectations[type] });
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") {
    return value.length > 40 ? `a text of ${value.length} characters` : `the text ${JSON.stringify(value)}`;
  }
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
