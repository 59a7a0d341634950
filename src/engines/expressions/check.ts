import type { BinaryOp, Expression, UnaryOp } from "../../contract/expression.ts";
import type { ColumnType, Lookup } from "../../contract/model-graph.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";

/** What an expression is checked and compiled against. */
export interface Names {
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Type of the value that each lookup holds. */
  readonly lookups?: Readonly<Record<string, "string" | "number">>;
}

/** A type, or `null` where the only value is null. */
export type ValueType = ColumnType | "null";

/** Keeps compiled SQL and call stacks small; people's expressions have a dozen parts. */
const maxParts = 1_000;
const maxDepth = 64;

/**
 * The type of an expression's values. Throws `project/unknown-column`, `project/unknown-lookup` or
 * `project/bad-expression` for whatever does not fit.
 *
 * Arithmetic is on numbers; `subtract` also takes two timestamps and gives milliseconds. `gt … lte` compare
 * numbers or timestamps (no order of texts: engines disagree on it); `eq` and `ne` compare any two values of
 * one type. Dates are taken apart in UTC.
 */
export function checkExpression(
  expression: Expression,
  columns: Readonly<Record<string, ColumnType>>,
  lookups: Readonly<Record<string, "string" | "number">> = {},
): ColumnType {
  checkSize(expression);
  const type = typeOf(expression, { columns, lookups });
  if (type === "null") throw bad(expression, "it is always null");
  return type;
}

/** As `checkExpression`, for a part of an expression that has been checked as a whole. */
export function typeOf(expression: Expression, names: Names): ValueType {
  switch (expression.op) {
    case "column": {
      const type = Object.hasOwn(names.columns, expression.name) ? names.columns[expression.name] : undefined;
      if (type !== undefined) return type;
      const known = Object.keys(names.columns);
      throw fail("project/unknown-column", {
        column: expression.name,
        where: "what the expression reads",
        advice: advice(expression.name, known),
      });
    }
    case "literal":
      return literalType(expression);
    case "lookup":
      return lookupType(expression, names);
    case "coalesce":
      return expression.of.map((part) => typeOf(part, names)).reduce((a, b) => unify(expression, a, b));
    default:
      return "left" in expression ? binaryType(expression, names) : unaryType(expression, names);
  }
}

/** Names of the raw columns that the expression reads, each once, in order of appearance. */
export function columnsOf(expression: Expression): string[] {
  const found = new Set<string>();
  walk(expression, (part) => part.op === "column" && found.add(part.name));
  return [...found];
}

/** Names of the lookups that the expression uses, each once, in order of appearance. */
export function lookupsOf(expression: Expression): string[] {
  const found = new Set<string>();
  walk(expression, (part) => part.op === "lookup" && found.add(part.lookup));
  return [...found];
}

/** The direct parts of an expression, left to right. */
export function partsOf(expression: Expression): readonly Expression[] {
  if ("left" in expression) return [expression.left, expression.right];
  if (expression.op === "coalesce") return expression.of;
  if ("of" in expression) return [expression.of];
  return expression.op === "lookup" ? [expression.key] : [];
}

/** The value types of fitted lookups, as `checkExpression` wants them. An empty lookup holds texts. */
export function lookupTypes(lookups: Readonly<Record<string, Lookup>>): Record<string, "string" | "number"> {
  return Object.fromEntries(
    Object.entries(lookups).map(([name, { values }]) => [
      name,
      typeof values[0] === "number" ? "number" : "string",
    ]),
  );
}

function walk(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  for (const part of partsOf(expression)) walk(part, visit);
}

function checkSize(expression: Expression): void {
  let parts = 0;
  const stack = [{ expression, depth: 1 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { depth } = next;
    parts += 1;
    if (parts > maxParts || depth > maxDepth) {
      throw fail("project/bad-expression", {
        expression: expression.op,
        problem: `it has more than ${maxParts} parts or is nested more than ${maxDepth} deep`,
      });
    }
    for (const part of partsOf(next.expression)) stack.push({ expression: part, depth: depth + 1 });
  }
}

function literalType(expression: Extract<Expression, { op: "literal" }>): ValueType {
  const { value } = expression;
  if (value === null) return "null";
  if (typeof value === "number" && !Number.isFinite(value)) throw bad(expression, "a number must be finite");
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) {
    throw bad(expression, "a text must be valid Unicode without the zero character");
  }
  return typeof value as "number" | "string" | "boolean";
}

function lookupType(expression: Extract<Expression, { op: "lookup" }>, names: Names): ValueType {
  const lookups = names.lookups ?? {};
  const key = typeOf(expression.key, names);
  if (key !== "string" && key !== "null") throw bad(expression, `its key is a ${key}, not a string`);
  const type = Object.hasOwn(lookups, expression.lookup) ? lookups[expression.lookup] : undefined;
  if (type !== undefined) return type;
  const known = Object.keys(lookups);
  throw fail("project/unknown-lookup", {
    lookup: expression.lookup,
    advice: advice(expression.lookup, known),
  });
}

function binaryType(expression: Extract<Expression, { op: BinaryOp }>, names: Names): ValueType {
  const left = typeOf(expression.left, names);
  const right = typeOf(expression.right, names);
  const both = unify(expression, left, right);
  switch (expression.op) {
    case "subtract":
      expect(expression, both, ["number", "timestamp"]);
      return "number";
    case "add":
    case "multiply":
    case "divide":
      expect(expression, both, ["number"]);
      return "number";
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      expect(expression, both, ["number", "timestamp"]);
      return "boolean";
    case "eq":
    case "ne":
      return "boolean";
    case "and":
    case "or":
      expect(expression, both, ["boolean"]);
      return "boolean";
  }
}

const unarySignature: Readonly<Record<Exclude<UnaryOp, "isNull">, readonly [ColumnType, ColumnType]>> = {
  not: ["boolean", "boolean"],
  negate: ["number", "number"],
  abs: ["number", "number"],
  floor: ["number", "number"],
  log1p: ["number", "number"],
  minuteOfDay: ["timestamp", "number"],
  hour: ["timestamp", "number"],
  weekday: ["timestamp", "number"],
  dayOfMonth: ["timestamp", "number"],
  month: ["timestamp", "number"],
  lower: ["string", "string"],
  trim: ["string", "string"],
};

function unaryType(expression: Extract<Expression, { op: UnaryOp }>, names: Names): ValueType {
  const of = typeOf(expression.of, names);
  if (expression.op === "isNull") return "boolean";
  const [takes, gives] = unarySignature[expression.op];
  expect(expression, of, [takes]);
  return gives;
}

function unify(expression: Expression, a: ValueType, b: ValueType): ValueType {
  if (a === b || b === "null") return a;
  if (a === "null") return b;
  throw bad(expression, `it mixes a ${a} with a ${b}`);
}

function expect(expression: Expression, found: ValueType, wanted: readonly ColumnType[]): void {
  if (found === "null" || wanted.includes(found)) return;
  throw bad(expression, `it takes a ${wanted.join(" or ")}, not a ${found}`);
}

function bad(expression: Expression, problem: string): PrumoError {
  const columns = columnsOf(expression);
  const of = columns.length === 0 ? "" : ` of ${columns.join(", ")}`;
  return fail("project/bad-expression", { expression: `${expression.op}${of}`, problem });
}

function advice(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  const some = known.slice(0, 20).join(", ");
  return known.length === 0 ? "There are none to choose from." : `Choose one of ${some}.`;
}
