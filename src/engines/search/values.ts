import { type Field, type Operator, searchLimits } from "./query.ts";
import type { TokenReader } from "./tokens.ts";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** The right side of a comparison, of the type that the field takes. */
export function readValue(
  reader: TokenReader,
  field: Field,
  operator: Operator,
  now: number,
): string | number | (string | number)[] {
  if (operator === "IN" || operator === "NOT IN") return readList(reader, field, now);
  const value = readOne(reader, field, now);
  const isText = field.type !== "metric" && !(field.type === "attribute" && field.isNumber);
  if ((operator === "LIKE" || operator === "ILIKE") && typeof value !== "string") {
    throw reader.fail(`Expected a quoted string value for ${operator}`);
  }
  return isText && field.type === "param" && isOrder(operator) && typeof value === "string"
    ? asNumber(value)
    : value;
}

function isOrder(operator: Operator): boolean {
  return operator === ">" || operator === ">=" || operator === "<" || operator === "<=";
}

/** `params.lr > '0.1'` compares numbers, since both sides are. */
function asNumber(value: string): string | number {
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function readList(reader: TokenReader, field: Field, now: number): (string | number)[] {
  if (reader.symbol("(") === undefined) throw reader.fail("Expected a list such as ('a', 'b')");
  const values: (string | number)[] = [];
  do {
    values.push(readOne(reader, field, now));
    if (values.length > searchLimits.listItems)
      throw reader.fail(`A list has more than ${searchLimits.listItems} values.`);
  } while (reader.symbol(",") !== undefined && reader.here.text !== ")");
  if (reader.symbol(")") === undefined) throw reader.fail("Expected ')' at the end of the list");
  return values;
}

function readOne(reader: TokenReader, field: Field, now: number): string | number {
  const isTime = field.type === "attribute" && field.isNumber;
  if (isTime) return readTime(reader, now);
  if (field.type === "metric") {
    const value = readNumber(reader);
    if (value === undefined)
      throw reader.fail(`Expected numeric value type for metric. Found '${reader.here.text}'`);
    return value;
  }
  const { kind, text } = reader.here;
  if (kind === "string" || kind === "quoted") {
    reader.take();
    return text;
  }
  const number = field.type === "param" ? readNumber(reader) : undefined;
  if (number === undefined) {
    const what = field.type === "param" ? "parameter" : field.type;
    throw reader.fail(`Expected a quoted string value for ${what} (e.g. 'my-value'). Got value ${text}`);
  }
  return number;
}

function readNumber(reader: TokenReader): number | undefined {
  const sign = reader.symbol("-", "+");
  const { kind, text } = reader.here;
  if (kind === "number") {
    reader.take();
    return (sign === "-" ? -1 : 1) * Number(text);
  }
  const word = reader.word("INF", "INFINITY", "NAN");
  if (word !== undefined && word !== "NAN") return sign === "-" ? -Infinity : Infinity;
  return word === "NAN" ? Number.NaN : undefined;
}

/** Epoch milliseconds, `now`, `now - 7d`, `-7d`, or a date in quotes. */
function readTime(reader: TokenReader, now: number): number {
  const { kind, text } = reader.here;
  if (kind === "string" || kind === "quoted") {
    const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at))
      throw reader.fail(`'${text}' is no date such as '2026-01-31' or '2026-01-31T12:00:00Z'`);
    reader.take();
    return at;
  }
  if (reader.word("NOW") !== undefined) {
    const sign = reader.symbol("-", "+");
    if (sign === undefined) return now;
    return now + (sign === "-" ? -1 : 1) * readDuration(reader);
  }
  const sign = reader.symbol("-", "+");
  if (reader.here.kind === "name") return now + (sign === "-" ? -1 : 1) * readDuration(reader);
  const value = readNumber(reader);
  if (value === undefined)
    throw reader.fail(`Expected a time: a number, now - 7d, or a date in quotes; found '${text}'`);
  return sign === "-" ? -value : value;
}

function readDuration(reader: TokenReader): number {
  const duration = /^(\d{1,9})([smhdw])$/.exec(reader.here.text);
  if (duration === null) throw reader.fail(`'${reader.here.text}' is no duration such as 30m, 12h, 7d or 2w`);
  reader.take();
  return Number(duration[1]) * unitMs[duration[2] as keyof typeof unitMs];
}
