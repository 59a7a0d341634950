import type { BinaryOp, Expression, UnaryOp } from "../../contract/expression.ts";
import type { ColumnType, Lookup } from "../../contract/model-graph.ts";
import * as calendar from "./calendar.ts";
import { checkExpression, lookupTypes, type Names, typeOf } from "./check.ts";
import { lowerText, trimText } from "./text.ts";

/**
 * One raw column of a frame. A number, a timestamp (epoch milliseconds) and a boolean (0 or 1) are in
 * `numbers`, NaN standing for null; a text is in `texts`. Whoever feeds the frame replaces the arrays.
 */
export interface Cell {
  readonly name: string;
  readonly type: ColumnType;
  numbers: Float64Array;
  texts: readonly (string | null)[];
}

/** Raw columns that compiled expressions read from. */
export type Frame = readonly Cell[];

/** An expression's value at row `i` of the frame; no allocation. NaN is null in numbers. */
export type NumberAt = (i: number) => number;
export type TextAt = (i: number) => string | null;
export type Compiled =
  | { readonly type: "string"; readonly at: TextAt }
  | { readonly type: "number" | "boolean" | "timestamp"; readonly at: NumberAt };

export type Value = number | string | boolean | null;
type Lookups = Readonly<Record<string, Lookup>>;

const noNumbers = new Float64Array(0);

export function makeFrame(columns: readonly { readonly name: string; readonly type: ColumnType }[]): Frame {
  return columns.map(({ name, type }) => ({ name, type, numbers: noNumbers, texts: [] }));
}

/**
 * Compiles an expression to closures over a frame (no generated code). Semantics are those of `toSql`: a
 * number is finite or null, an empty raw text is null, logic is three-valued.
 */
export function compileExpression(expression: Expression, frame: Frame, lookups: Lookups): Compiled {
  const names = { columns: columnTypesOf(frame), lookups: lookupTypes(lookups) };
  const type = checkExpression(expression, names.columns, names.lookups);
  const compiler = new Compiler(frame, lookups, names);
  return type === "string"
    ? { type, at: compiler.text(expression) }
    : { type, at: compiler.number(expression) };
}

/**
 * The expression as a function of one row: raw values by column name, timestamps as epoch milliseconds.
 * Absent values are null. For many rows, `compileExpression` over a frame spares the loading.
 */
export function toFunction(
  expression: Expression,
  columns: Readonly<Record<string, ColumnType>>,
  lookups: Lookups = {},
): (row: Readonly<Record<string, Value | undefined>>) => Value {
  const frame = makeFrame(Object.entries(columns).map(([name, type]) => ({ name, type })));
  const compiled = compileExpression(expression, frame, lookups);
  return (row) => {
    for (const cell of frame) {
      const value = Object.hasOwn(row, cell.name) ? row[cell.name] : null;
      if (cell.type === "string") cell.texts = [typeof value === "string" ? value : null];
      else cell.numbers = Float64Array.of(typeof value === "string" ? NaN : Number(value ?? NaN));
    }
    return valueAt(compiled, 0);
  };
}

/** The value at a row as people see it: null, not NaN; true, not 1. */
export function valueAt(compiled: Compiled, i: number): Value {
  if (compiled.type === "string") return compiled.at(i);
  const value = compiled.at(i);
  if (Number.isNaN(value)) return null;
  return compiled.type === "boolean" ? value === 1 : value;
}

/**
 * The text of a categorical feature's value, the same as `categoryToSql` gives it. Null for null and for
 * numbers that are not whole.
 */
export function toCategory(value: Value): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  return Number.isSafeInteger(value) ? String(value) : null;
}

function columnTypesOf(frame: Frame): Record<string, ColumnType> {
  return Object.fromEntries(frame.map(({ name, type }) => [name, type]));
}

class Compiler {
  readonly #frame: Frame;
  readonly #lookups: Lookups;
  readonly #names: Names;

  constructor(frame: Frame, lookups: Lookups, names: Names) {
    this.#frame = frame;
    this.#lookups = lookups;
    this.#names = names;
  }

  /** Any value but a text, as a number. */
  number(expression: Expression): NumberAt {
    switch (expression.op) {
      case "column": {
        const cell = this.#cell(expression.name);
        return cell.type === "number"
          ? (i) => finite(cell.numbers[i] as number)
          : (i) => cell.numbers[i] as number;
      }
      case "literal": {
        const value = expression.value === null ? NaN : Number(expression.value);
        return () => value;
      }
      case "lookup": {
        const key = this.text(expression.key);
        const lookup = this.#lookups[expression.lookup] as Lookup;
        const values = new Map(lookup.keys.map((k, at) => [k, finite(lookup.values[at] as number)]));
        return (i) => {
          const at = key(i);
          return at === null ? NaN : (values.get(at) ?? NaN);
        };
      }
      case "coalesce":
        return expression.of
          .map((part) => this.number(part))
          .reduce((first, second) => (i) => {
            const value = first(i);
            return Number.isNaN(value) ? second(i) : value;
          });
      default:
        return "left" in expression ? this.#binary(expression) : this.#unary(expression);
    }
  }

  /** A text. */
  text(expression: Expression): TextAt {
    switch (expression.op) {
      case "column": {
        const cell = this.#cell(expression.name);
        return (i) => cell.texts[i] || null;
      }
      case "literal": {
        const value = expression.value === null ? null : String(expression.value);
        return () => value;
      }
      case "lookup": {
        const key = this.text(expression.key);
        const lookup = this.#lookups[expression.lookup] as Lookup;
        const values = new Map(lookup.keys.map((k, at) => [k, String(lookup.values[at])]));
        return (i) => {
          const at = key(i);
          return at === null ? null : (values.get(at) ?? null);
        };
      }
      case "coalesce":
        return expression.of
          .map((part) => this.text(part))
          .reduce((first, second) => (i) => first(i) ?? second(i));
      case "lower":
        return mapText(this.text(expression.of), lowerText);
      case "trim":
        return mapText(this.text(expression.of), trimText);
      default:
        return () => null;
    }
  }

  #cell(name: string): Cell {
    const cell = this.#frame.find((candidate) => candidate.name === name);
    if (cell === undefined) throw new RangeError(`no column ${name} in the frame`);
    return cell;
  }

  #binary(expression: Extract<Expression, { op: BinaryOp }>): NumberAt {
    const { op, left, right } = expression;
    if (this.#isText(left) || this.#isText(right)) {
      return compareTexts(this.text(left), this.text(right), op === "eq");
    }
    return binary(op, this.number(left), this.number(right));
  }

  #unary(expression: Extract<Expression, { op: UnaryOp }>): NumberAt {
    const { op, of } = expression;
    if (op === "isNull" && this.#isText(of)) {
      const text = this.text(of);
      return (i) => (text(i) === null ? 1 : 0);
    }
    return unary(op, this.number(of));
  }

  #isText(expression: Expression): boolean {
    return typeOf(expression, this.#names) === "string";
  }
}

function binary(op: BinaryOp, a: NumberAt, b: NumberAt): NumberAt {
  switch (op) {
    case "add":
      return (i) => finite(a(i) + b(i));
    case "subtract":
      return (i) => finite(a(i) - b(i));
    case "multiply":
      return (i) => finite(a(i) * b(i));
    case "divide":
      return (i) => finite(a(i) / b(i));
    case "gt":
      return compare(a, b, (x, y) => x > y);
    case "gte":
      return compare(a, b, (x, y) => x >= y);
    case "lt":
      return compare(a, b, (x, y) => x < y);
    case "lte":
      return compare(a, b, (x, y) => x <= y);
    case "eq":
      return compare(a, b, (x, y) => x === y);
    case "ne":
      return compare(a, b, (x, y) => x !== y);
    case "and":
      return (i) => {
        const x = a(i);
        const y = b(i);
        return x === 0 || y === 0 ? 0 : x * y;
      };
    case "or":
      return (i) => {
        const x = a(i);
        const y = b(i);
        return x === 1 || y === 1 ? 1 : x + y;
      };
  }
}

function unary(op: UnaryOp, of: NumberAt): NumberAt {
  switch (op) {
    case "isNull":
      return (i) => (Number.isNaN(of(i)) ? 1 : 0);
    case "not":
      return (i) => 1 - of(i);
    case "negate":
      return (i) => -of(i);
    case "abs":
      return (i) => Math.abs(of(i));
    case "floor":
      return (i) => Math.floor(of(i));
    case "log1p":
      // ln(1 + x), as SQL and ONNX can say it; Math.log1p differs below 1e-16
      return (i) => finite(Math.log(1 + of(i)));
    case "minuteOfDay":
      return (i) => calendar.minuteOfDay(of(i));
    case "hour":
      return (i) => calendar.hour(of(i));
    case "weekday":
      return (i) => calendar.weekday(of(i));
    case "dayOfMonth":
      return (i) => calendar.dayOfMonth(of(i));
    case "month":
      return (i) => calendar.month(of(i));
    case "lower":
    case "trim":
      return () => NaN;
  }
}

function compare(a: NumberAt, b: NumberAt, holds: (x: number, y: number) => boolean): NumberAt {
  return (i) => {
    const x = a(i);
    const y = b(i);
    if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
    return holds(x, y) ? 1 : 0;
  };
}

function compareTexts(a: TextAt, b: TextAt, wantEqual: boolean): NumberAt {
  return (i) => {
    const x = a(i);
    const y = b(i);
    if (x === null || y === null) return NaN;
    return (x === y) === wantEqual ? 1 : 0;
  };
}

function mapText(of: TextAt, change: (text: string) => string): TextAt {
  return (i) => {
    const text = of(i);
    return text === null ? null : change(text);
  };
}

/** NaN unless finite: x − x is 0 only then. */
function finite(x: number): number {
  return x - x === 0 ? x : NaN;
}
