import { type BinaryOp, type Expression, unaryOps } from "../expression.ts";
import { ColumnExpression } from "./columns.ts";

/**
 * Expressions as YAML writes them: `delay > 15`, `minuteOfDay(date)`, `category(lower(origin))`.
 * or < and < not < comparison < plus/minus < times/over < minus sign < call. Text in single quotes;
 * a column whose name is no identifier in backticks.
 */
export function parseExpression(text: string): ColumnExpression {
  const parser = new ExpressionParser(text);
  const category = /^\s*category\s*\(/.test(text);
  const expression = parser.whole();
  return new ColumnExpression(expression, category);
}

const comparisons: Readonly<Record<string, BinaryOp>> = {
  ">": "gt",
  ">=": "gte",
  "<": "lt",
  "<=": "lte",
  "=": "eq",
  "==": "eq",
  "!=": "ne",
  "<>": "ne",
};
const additions: Readonly<Record<string, BinaryOp>> = { "+": "add", "-": "subtract" };
const products: Readonly<Record<string, BinaryOp>> = { "*": "multiply", "/": "divide" };
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const deepest = 100;

class ExpressionParser {
  readonly #text: string;
  readonly #tokens: string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens =
      text.match(/'(?:[^']|'')*'|`[^`]+`|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[A-Za-z_]\w*|>=|<=|!=|<>|==|\S/gi) ?? [];
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#at < this.#tokens.length) this.#refuse(`"${this.#tokens[this.#at]}" is not expected here`);
    return expression;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takeWord("or")) left = { op: "or", left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takeWord("and")) left = { op: "and", left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    return this.#takeWord("not") ? { op: "not", of: this.#not() } : this.#comparison();
  }

  #comparison(): Expression {
    const left = this.#binary(additions, () => this.#binary(products, () => this.#signed()));
    const op = comparisons[this.#tokens[this.#at] ?? ""];
    if (op === undefined) return left;
    this.#at++;
    return { op, left, right: this.#binary(additions, () => this.#binary(products, () => this.#signed())) };
  }

  #binary(ops: Readonly<Record<string, BinaryOp>>, operand: () => Expression): Expression {
    let left = operand();
    for (
      let op = ops[this.#tokens[this.#at] ?? ""];
      op !== undefined;
      op = ops[this.#tokens[this.#at] ?? ""]
    ) {
      this.#at++;
      left = { op, left, right: operand() };
    }
    return left;
  }

  #signed(): Expression {
    if (!this.#take("-")) return this.#primary();
    const of = this.#primary();
    if (of.op === "literal" && typeof of.value === "number") return { op: "literal", value: -of.value };
    return { op: "negate", of };
  }

  #primary(): Expression {
    if (++this.#depth > deepest) this.#refuse("it is nested too deeply");
    const token = this.#tokens[this.#at++];
    if (token === undefined) this.#refuse("it ends too early");
    const expression = this.#primaryFrom(token);
    this.#depth--;
    return expression;
  }

  #primaryFrom(token: string): Expression {
    if (token === "(") {
      const inner = this.#or();
      this.#need(")");
      return inner;
    }
    if (/^\d/.test(token)) return { op: "literal", value: Number(token) };
    if (token.startsWith("'")) return { op: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    if (token.startsWith("`")) return { op: "column", name: token.slice(1, -1) };
    if (!/^[A-Za-z_]/.test(token)) this.#refuse(`"${token}" is not expected here`);
    const word = words[token.toLowerCase()];
    if (word !== undefined) return { op: "literal", value: word };
    return this.#take("(") ? this.#call(token) : { op: "column", name: token };
  }

  #call(name: string): Expression {
    const given: Expression[] = [this.#or()];
    while (this.#take(",")) given.push(this.#or());
    this.#need(")");
    const [of] = given;
    if (name === "coalesce") return { op: "coalesce", of: given };
    if (of === undefined || given.length > 1) this.#refuse(`${name} takes one value`);
    if (name === "category") return of;
    const op = unaryOps.find((known) => known === name);
    if (op === undefined)
      this.#refuse(`there is no function ${name}; there are category, coalesce, ${unaryOps.join(", ")}`);
    return { op, of };
  }

  #takeWord(word: string): boolean {
    return this.#tokens[this.#at]?.toLowerCase() === word && this.#at++ >= 0;
  }

  #take(token: string): boolean {
    return this.#tokens[this.#at] === token && this.#at++ >= 0;
  }

  #need(token: string): void {
    if (!this.#take(token)) this.#refuse(`"${token}" is missing`);
  }

  #refuse(problem: string): never {
    throw new SyntaxError(`the expression "${this.#text.slice(0, 200)}" cannot be read: ${problem}`);
  }
}
