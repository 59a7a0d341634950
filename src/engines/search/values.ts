import { numberIn } from "./number-text.ts";
import { isOrder } from "./operators.ts";
import { type Field, type Operator, type SearchKind, searchLimits } from "./query.ts";
import { readTime } from "./times.ts";
import type { TokenReader } from "./tokens.ts";

export interface ValueContext {
  readonly kind: SearchKind;
  readonly field: Field;
  readonly operator: Operator;
  /** Epoch milliseconds that `now` stands for. */
  readonly now: number;
  /** Told where each value begins. */
  readonly isAt: (at: number) => void;
}

/** The right side of a comparison, of the type that the field takes. */
export function readValue(reader: TokenReader, context: ValueContext): string | number | (string | number)[] {
  const { field, operator } = context;
  if (operator === "IN" || operator === "NOT IN") return readList(reader, context);
  const value = readOne(reader, context);
  if ((operator === "LIKE" || operator === "ILIKE") && typeof value !== "string") {
    throw reader.fail(`Expected a quoted string value for ${operator}`);
  }
  // `params.lr > '0.1'` compares numbers, since both sides are.
  const isNumber = field.type === "param" && isOrder(operator) && typeof value === "string";
  return isNumber ? (numberIn(value) ?? value) : value;
}

function readList(reader: TokenReader, context: ValueContext): string[] {
  const expected = "While parsing a list in the query, expected a non-empty list of string values";
  if (reader.symbol("(") === undefined) throw reader.fail(`${expected}, such as ('a', 'b')`);
  const values: string[] = [];
  do {
    const { kind, text, at } = reader.here;
    context.isAt(at);
    if (text === ")" && kind === "symbol") throw reader.fail(`${expected}, but got empty list`);
    if (kind !== "string" && kind !== "quoted")
      throw reader.fail(`${expected}, but got different type in list: ${reader.shown()}`);
    values.push(String(readOne(reader, context)));
    if (values.length > searchLimits.listItems)
      throw reader.fail(`A list has more than ${searchLimits.listItems} values.`);
  } while (reader.symbol(",") !== undefined && !reader.isAt(")"));
  if (reader.symbol(")") === undefined) throw reader.fail("Expected ')' at the end of the list");
  return values;
}

function readOne(reader: TokenReader, { kind, field, now, isAt }: ValueContext): string | number {
  const { kind: sort, text, at } = reader.here;
  isAt(at);
  if (field.type === "attribute" && field.isNumber) {
    return field.name === "version_number" ? readWhole(reader, field.name) : readTime(reader, now);
  }
  if (field.type === "metric") {
    const value = reader.number();
    if (value === undefined)
      throw reader.fail(`Expected numeric value type for metric. Found ${reader.shown()}`);
    return value;
  }
  if (sort === "string" || sort === "quoted") {
    if (kind === "experiment" && field.type === "attribute" && field.name === "experiment_id")
      requireId(reader, text);
    reader.take();
    return text;
  }
  const number = field.type === "param" ? reader.number() : undefined;
  if (number !== undefined) return number;
  if (sort === "name" || sort === "backticked") {
    throw reader.fail(
      `Parameter value is either not quoted or unidentified quote types used for string value ${reader.shown()}. Use either single or double quotes.`,
    );
  }
  throw reader.fail(`Expected a quoted string value for ${named(field)}. Got value ${reader.shown()}`);
}

function named(field: Field): string {
  if (field.type === "attribute") return "attributes";
  if (field.type === "dataset") return "dataset attributes";
  return `${field.type === "param" ? "parameter" : field.type} (e.g. 'my-value')`;
}

function readWhole(reader: TokenReader, name: string): number {
  const { kind, text } = reader.here;
  const isQuoted = kind === "string" && /^\d{1,15}$/.test(text);
  const value = isQuoted ? Number(reader.take().text) : reader.number();
  if (value === undefined) {
    throw reader.fail(`Expected numeric value type for numeric attribute: ${name}. Found ${reader.shown()}`);
  }
  if (!Number.isSafeInteger(value))
    throw reader.fail(`Invalid value for numeric attribute '${name}': ${value}`);
  return value;
}

function requireId(reader: TokenReader, text: string): void {
  if (/^\d{1,19}$/.test(text)) return;
  throw reader.fail(`Invalid experiment ID '${text.slice(0, 50)}'. Experiment ID must be a valid integer.`);
}
