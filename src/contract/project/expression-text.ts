import { type BinaryOp, type Expression, unaryOps } from "../expression.ts";
import { ColumnExpression } from "./columns.ts";

/**
 * Expressions as YAML writes them: `delay > 15`, `minuteOfDay(date)`, `category(lower(origin))`.
 * or < and < not < comparison < plus/minus < times/over < minus sign < call. Text in single quotes;
 * a column whose name is no identifier in backticks.
 */
export function parseExpression(text: string): ColumnExpression {
  return new ExpressionParser(text).whole();
}

type Operators = ReadonlyMap<string, BinaryOp>;
const comparisons: Operators = new Map([
  [">", "gt"],
  [">=", "gte"],
  ["<", "lt"],
  ["<=", "lte"],
  ["=", "eq"],
  ["==", "eq"],
  ["!=", "ne"],
  ["<>", "ne"],
]);
const additions: Operators = new Map([
  ["+", "add"],
  ["-", "subtract"],
]);
const products: Operators = new Map([
  ["*", "multiply"],
  ["/", "divide"],
]);
const words: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
/** Whoever walks an expression recurses: text from outside must not choose how deep. */
const deepest = 100;
const mostTokens = 1_000;

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

  whole(): ColumnExpression {
    if (this.#tokens.length > mostTokens) this.#refuse("it is too long");
    const isCategory = this.#tokens[0] === "category" && this.#tokens[1] === "(";
    if (isCategory) this.#at = 1;
    const expression = isCategory ? this.#primary() : this.#or();
    if (this.#at < this.#tokens.length) this.#refuse(`"${this.#tokens[this.#at]}" is not expected here`);
    return new ColumnExpression(expression, isCategory);
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
    if (!this.#takeWord("not")) return this.#comparison();
    if (++this.#depth > deepest) this.#refuse("it is nested too deeply");
    const of = this.#not();
    this.#depth--;
    return { op: "not", of };
  }

  #comparison(): Expression {
    const left = this.#binary(additions, () => this.#binary(products, () => this.#signed()));
    const op = comparisons.get(this.#tokens[this.#at] ?? "");
    if (op === undefined) return left;
    this.#at++;
    return { op, left, right: this.#binary(additions, () => this.#binary(products, () => this.#signed())) };
  }

  #binary(ops: Operators, operand: () => Expression): Expression {
    let left = operand();
    for (
      let op = ops.get(this.#tokens[this.#at] ?? "");
      op !== undefined;
      op = ops.get(this.#tokens[this.#at] ?? "")
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
    if (/^\d/.test(token)) return { op: "literal", value: this.#number(token) };
    if (token === "'" || token === "`") this.#refuse(`${token} is not closed`);
    if (token.startsWith("'")) return { op: "literal", value: token.slice(1, -1).replaceAll("''", "'") };
    if (token.startsWith("`")) return { op: "column", name: token.slice(1, -1) };
    if (!/^[A-Za-z_]/.test(token)) this.#refuse(`"${token}" is not expected here`);
    const word = words.get(token.toLowerCase());
    if (word !== undefined) return { op: "literal", value: word };
    return this.#take("(") ? this.#call(token) : { op: "column", name: token };
  }

  #number(token: string): number {
    const value = Number(token);
    if (!Number.isFinite(value)) this.#refuse(`${token} is too large`);
    return value;
  }

  #call(name: string): Expression {
    const given: Expression[] = [this.#or()];
    while (this.#take(",")) given.push(this.#or());
    this.#need(")");
    const [of] = given;
    if (name === "coalesce") return { op: "coalesce", of: given };
    if (of === undefined || given.length > 1) this.#refuse(`${name} takes one value`);
    if (name === "category") this.#refuse("category stands around the whole expression");
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
