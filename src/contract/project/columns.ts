import type { BinaryOp, Expression, UnaryOp } from "../expression.ts";

type Operand = ColumnExpression | number | string | boolean | null;

/** A column of a prepared table while it is being written down: `col("delay").gt(15)`. Immutable. */
export class ColumnExpression {
  readonly expression: Expression;
  readonly isCategory: boolean;

  constructor(expression: Expression, isCategory = false) {
    this.expression = expression;
    this.isCategory = isCategory;
  }

  plus = (other: Operand) => this.#with("add", other);
  minus = (other: Operand) => this.#with("subtract", other);
  times = (other: Operand) => this.#with("multiply", other);
  /** Division by zero gives null. */
  over = (other: Operand) => this.#with("divide", other);
  gt = (other: Operand) => this.#with("gt", other);
  gte = (other: Operand) => this.#with("gte", other);
  lt = (other: Operand) => this.#with("lt", other);
  lte = (other: Operand) => this.#with("lte", other);
  eq = (other: Operand) => this.#with("eq", other);
  ne = (other: Operand) => this.#with("ne", other);
  and = (other: Operand) => this.#with("and", other);
  or = (other: Operand) => this.#with("or", other);
  not = () => this.#of("not");
  isNull = () => this.#of("isNull");
  abs = () => this.#of("abs");
  floor = () => this.#of("floor");
  log1p = () => this.#of("log1p");
  /** 0–1439, UTC. */
  minuteOfDay = () => this.#of("minuteOfDay");
  /** 0–23, UTC. */
  hour = () => this.#of("hour");
  /** 0 (Sunday) – 6, UTC. */
  weekday = () => this.#of("weekday");
  /** 1–31, UTC. */
  dayOfMonth = () => this.#of("dayOfMonth");
  /** 1–12, UTC. */
  month = () => this.#of("month");
  lower = () => this.#of("lower");
  trim = () => this.#of("trim");
  /** The first of these that is not null. */
  orElse = (other: Operand) =>
    new ColumnExpression({ op: "coalesce", of: [this.expression, asExpression(other)] });
  /** Treat the values as names without order. */
  category = () => new ColumnExpression(this.expression, true);

  #with(op: BinaryOp, other: Operand): ColumnExpression {
    return new ColumnExpression({ op, left: this.expression, right: asExpression(other) });
  }

  #of(op: UnaryOp): ColumnExpression {
    return new ColumnExpression({ op, of: this.expression });
  }
}

/** A raw column of the dataset, or one that a lookup takes. */
export function col(name: string): ColumnExpression {
  return new ColumnExpression({ op: "column", name });
}

/** Expressions speak of looked-up columns by name; this makes them lookups of their key. */
export function resolveLookups(expression: Expression, keys: ReadonlyMap<string, string>): Expression {
  switch (expression.op) {
    case "column": {
      const key = keys.get(expression.name);
      if (key === undefined) return expression;
      return { op: "lookup", lookup: expression.name, key: { op: "column", name: key } };
    }
    case "literal":
      return expression;
    case "lookup":
      return { ...expression, key: resolveLookups(expression.key, keys) };
    case "coalesce":
      return { op: "coalesce", of: expression.of.map((part) => resolveLookups(part, keys)) };
    default:
      if ("left" in expression) {
        const left = resolveLookups(expression.left, keys);
        return { op: expression.op, left, right: resolveLookups(expression.right, keys) };
      }
      return { op: expression.op, of: resolveLookups(expression.of, keys) };
  }
}

function asExpression(operand: Operand): Expression {
  return operand instanceof ColumnExpression ? operand.expression : { op: "literal", value: operand };
}
