import type { BinaryOp, Expression, UnaryOp } from "../../contract/expression.ts";
import type { Lookup } from "../../contract/model-graph.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { checkExpression, type Names, typeOf } from "./check.ts";

export interface SqlOptions extends Names {
  /** Renders the value of a lookup for a key that is SQL text: a joined column, or `lookupMap`. */
  readonly lookup?: (name: string, key: string) => string;
}

/**
 * The expression as one scalar of DuckDB SQL. Numbers come out as DOUBLE, finite or NULL; timestamps as the
 * column has them; texts as VARCHAR, an empty raw text counting as NULL (ONNX and CSV know no other).
 *
 * Not-a-number and infinity travel freely inside arithmetic and become NULL where the number is used
 * (`finite`): no operator turns them back into a finite number, except a division by infinity, so divisors
 * are guarded as well. Guarding each operator would double the text at every level.
 */
export function toSql(expression: Expression, options: SqlOptions): string {
  checkExpression(expression, options.columns, options.lookups);
  return render(expression, options);
}

/**
 * The text of a categorical feature's value, the same as `toCategory` gives it: whole numbers in decimal,
 * `true` and `false`, texts as they are; any other number is NULL.
 */
export function categoryToSql(expression: Expression, options: SqlOptions): string {
  const type = checkExpression(expression, options.columns, options.lookups);
  const sql = render(expression, options);
  if (type !== "number") return `CAST(${sql} AS VARCHAR)`;
  return `CASE WHEN abs(${sql}) <= 9007199254740991 AND floor(${sql}) = ${sql} THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) END`;
}

/** A fitted lookup as a MAP constant: right for few keys, as DuckDB scans it for every row. */
export function lookupMap(lookup: Lookup, key: string): string {
  const keys = lookup.keys.map(textLiteral).join(", ");
  const values = lookup.values
    .map((value) => (typeof value === "number" ? numberLiteral(value) : textLiteral(value)))
    .join(", ");
  const type = typeof lookup.values[0] === "number" ? "DOUBLE" : "VARCHAR";
  return `CAST(MAP([${keys}], [${values}]) AS MAP(VARCHAR, ${type}))[${key}]`;
}

/** A name as a quoted identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A rendered value that is safe to use outside arithmetic. */
function render(expression: Expression, options: SqlOptions): string {
  if (typeOf(expression, options) !== "number") return renderRaw(expression, options);
  const sql = bounded(renderRaw(expression, options));
  return mayBeInfinite(expression) ? `CASE WHEN isfinite(${sql}) THEN ${sql} END` : sql;
}

/** As `render`, but a number may be infinite or NaN where NULL is meant. */
function renderRaw(expression: Expression, options: SqlOptions): string {
  switch (expression.op) {
    case "column":
      return column(expression.name, options);
    case "literal":
      return literal(expression.value);
    case "coalesce":
      return `coalesce(${expression.of.map((part) => render(part, options)).join(", ")})`;
    case "lookup": {
      if (options.lookup === undefined)
        throw fail("project/unknown-lookup", {
          lookup: expression.lookup,
          advice: "No lookups can be used here.",
        });
      return options.lookup(expression.lookup, render(expression.key, options));
    }
    default:
      return "left" in expression ? binary(expression, options) : unary(expression, options);
  }
}

function column(name: string, options: SqlOptions): string {
  const quoted = quoteName(name);
  switch (options.columns[name]) {
    case "number":
      return `CAST(${quoted} AS DOUBLE)`;
    case "string":
      return `nullif(CAST(${quoted} AS VARCHAR), '')`;
    default:
      return quoted;
  }
}

const sqlOperator: Readonly<Record<BinaryOp, string>> = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
  eq: "=",
  ne: "<>",
  and: "AND",
  or: "OR",
};

function binary(expression: Extract<Expression, { op: BinaryOp }>, options: SqlOptions): string {
  const { op, left, right } = expression;
  const operator = sqlOperator[op];
  const isTime = typeOf(left, options) === "timestamp" || typeOf(right, options) === "timestamp";
  if (isTime) {
    const sql = `(epoch_ms(${typed(left, "TIMESTAMP", options)}) ${operator} epoch_ms(${typed(right, "TIMESTAMP", options)}))`;
    return op === "subtract" ? `CAST(${sql} AS DOUBLE)` : sql;
  }
  if (op === "divide") return `(${number(left, options)} / ${render(right, options)})`;
  if (op === "add" || op === "subtract" || op === "multiply") {
    return `(${number(left, options)} ${operator} ${number(right, options)})`;
  }
  return `(${render(left, options)} ${operator} ${render(right, options)})`;
}

function unary(expression: Extract<Expression, { op: UnaryOp }>, options: SqlOptions): string {
  const { op, of } = expression;
  switch (op) {
    case "isNull":
      return `(${render(of, options)} IS NULL)`;
    case "not":
      return `(NOT ${render(of, options)})`;
    case "negate":
      return `(-${number(of, options)})`;
    case "abs":
    case "floor":
      return `${op}(${number(of, options)})`;
    case "log1p":
      // ln throws at 0 and below; greatest skips NULL, which then is NULL again
      return `ln(nullif(greatest(1e0 + ${number(of, options)}, 0e0), 0e0))`;
    case "lower":
      return `lower(${typed(of, "VARCHAR", options)})`;
    case "trim":
      return `trim(${typed(of, "VARCHAR", options)}, E' \\t\\n\\x0b\\f\\r')`;
    default:
      return calendar(op, typed(of, "TIMESTAMP", options));
  }
}

/** By way of epoch milliseconds, so that the time zone of the session plays no part. */
function calendar(op: "minuteOfDay" | "hour" | "weekday" | "dayOfMonth" | "month", sql: string): string {
  const utc = `epoch_ms(epoch_ms(${sql}))`;
  switch (op) {
    case "minuteOfDay":
      return `CAST(hour(${utc}) * 60 + minute(${utc}) AS DOUBLE)`;
    case "hour":
      return `CAST(hour(${utc}) AS DOUBLE)`;
    case "weekday":
      return `CAST(dayofweek(${utc}) AS DOUBLE)`;
    case "dayOfMonth":
      return `CAST(day(${utc}) AS DOUBLE)`;
    case "month":
      return `CAST(month(${utc}) AS DOUBLE)`;
  }
}

/** A number inside arithmetic. */
function number(expression: Expression, options: SqlOptions): string {
  return typeOf(expression, options) === "null" ? "CAST(NULL AS DOUBLE)" : renderRaw(expression, options);
}

/** Gives an untyped NULL the type that the function around it needs. */
function typed(expression: Expression, type: string, options: SqlOptions): string {
  return typeOf(expression, options) === "null" ? `CAST(NULL AS ${type})` : render(expression, options);
}

function literal(value: number | string | boolean | null): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return typeof value === "number" ? numberLiteral(value) : textLiteral(value);
}

/** With an exponent, so that DuckDB reads a DOUBLE and not a DECIMAL. */
function numberLiteral(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  const double = text.includes("e") ? text : `${text}e0`;
  return value < 0 || Object.is(value, -0) ? `(${double})` : double;
}

function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function mayBeInfinite(expression: Expression): boolean {
  switch (expression.op) {
    case "column":
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
    case "log1p":
    case "lookup":
      return true;
    case "negate":
    case "abs":
    case "floor":
      return mayBeInfinite(expression.of);
    default:
      return false;
  }
}

/** Guards repeat their operand; deep alternation of arithmetic and `coalesce` could explode. */
function bounded(sql: string): string {
  if (sql.length <= 1_000_000) return sql;
  throw fail("project/bad-expression", {
    expression: "The expression",
    problem: "its SQL is longer than a million characters",
  });
}
