import { readField } from "./fields.ts";
import {
  type Comparison,
  type Field,
  type Filter,
  type Operator,
  type SearchKind,
  searchLimits,
} from "./query.ts";
import { TokenReader, tokens } from "./tokens.ts";
import { readValue } from "./values.ts";

/**
 * Reads a filter: MLflow's search grammar (`metrics.auc > 0.9 AND tags.team = 'a'`), and beyond it OR, NOT, parentheses,
 * `last() min() max() best()` of metrics, parameters compared as numbers, and times relative to `now`. Precedence
 * as in SQL. Undefined for a filter that says nothing. Throws SearchSyntaxError.
 *
 * @param now Epoch milliseconds that `now` stands for.
 */
export function parseFilter(text: string, kind: SearchKind, now: number): Filter | undefined {
  const reader = new TokenReader(tokens(text));
  if (reader.isAtEnd) return undefined;
  const filter = new FilterReader(reader, kind, now).disjunction(0);
  if (!reader.isAtEnd) {
    throw reader.fail(`Invalid clause(s) in filter string: '${reader.here.text}' is not expected here`);
  }
  return filter;
}

class FilterReader {
  readonly #reader: TokenReader;
  readonly #kind: SearchKind;
  readonly #now: number;
  #comparisons = 0;

  constructor(reader: TokenReader, kind: SearchKind, now: number) {
    this.#reader = reader;
    this.#kind = kind;
    this.#now = now;
  }

  disjunction(depth: number): Filter {
    if (depth > searchLimits.depth) throw this.#reader.fail("The filter is nested too deeply.");
    const of = [this.#conjunction(depth)];
    while (this.#reader.word("OR") !== undefined) of.push(this.#conjunction(depth));
    return of.length === 1 ? (of[0] as Filter) : { type: "or", of };
  }

  #conjunction(depth: number): Filter {
    const of = [this.#factor(depth)];
    while (this.#reader.word("AND") !== undefined) of.push(this.#factor(depth));
    return of.length === 1 ? (of[0] as Filter) : { type: "and", of };
  }

  #factor(depth: number): Filter {
    if (this.#reader.word("NOT") !== undefined) {
      if (depth > searchLimits.depth) throw this.#reader.fail("The filter is nested too deeply.");
      return { type: "not", of: this.#factor(depth + 1) };
    }
    if (this.#reader.symbol("(") !== undefined) {
      const inner = this.disjunction(depth + 1);
      if (this.#reader.symbol(")") === undefined) throw this.#reader.fail("Expected ')'");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Comparison {
    if (++this.#comparisons > searchLimits.comparisons) {
      throw this.#reader.fail(`The filter has more than ${searchLimits.comparisons} comparisons.`);
    }
    const field = readField(this.#reader, this.#kind);
    const { at } = this.#reader.here;
    const operator = this.#operator();
    requireFit(this.#reader, this.#kind, field, operator);
    if (operator === "IS NULL" || operator === "IS NOT NULL")
      return { type: "comparison", field, operator, value: null };
    const value = readValue(this.#reader, field, operator, this.#now);
    const isOrder = operator === ">" || operator === ">=" || operator === "<" || operator === "<=";
    if (isOrder && typeof value !== "number") {
      throw this.#reader.fail(
        `Invalid comparator '${operator}' for the text '${String(value)}' at ${at}: compare with a number`,
      );
    }
    return { type: "comparison", field, operator, value };
  }

  #operator(): Operator {
    const symbol = this.#reader.symbol("=", "!=", "<>", ">", ">=", "<", "<=");
    if (symbol !== undefined) return symbol === "<>" ? "!=" : (symbol as Operator);
    const word = this.#reader.word("LIKE", "ILIKE", "IN", "NOT", "IS");
    if (word === "NOT" && this.#reader.word("IN") !== undefined) return "NOT IN";
    if (word === "IS") {
      const isNot = this.#reader.word("NOT") !== undefined;
      if (this.#reader.word("NULL") !== undefined) return isNot ? "IS NOT NULL" : "IS NULL";
    }
    if (word === "LIKE" || word === "ILIKE" || word === "IN") return word;
    throw this.#reader.fail(
      `Invalid comparator '${this.#reader.here.text}': expected =, !=, <, <=, >, >=, LIKE, ILIKE, IN or IS NULL`,
    );
  }
}

const numeric: readonly Operator[] = ["=", "!=", ">", ">=", "<", "<="];
const textual: readonly Operator[] = ["=", "!=", "LIKE", "ILIKE"];
const listed: readonly Operator[] = ["IN", "NOT IN"];
const nullness: readonly Operator[] = ["IS NULL", "IS NOT NULL"];

function requireFit(reader: TokenReader, kind: SearchKind, field: Field, operator: Operator): void {
  const fitting = operatorsOf(kind, field);
  if (fitting.includes(operator)) return;
  throw reader.fail(`Invalid comparator '${operator}' not one of '${fitting.join(", ")}'`);
}

/** The comparisons that a field takes. */
export function operatorsOf(kind: SearchKind, field: Field): readonly Operator[] {
  switch (field.type) {
    case "metric":
      return kind === "loggedModel" ? [...numeric, ...listed] : numeric;
    case "param":
      return [...numeric, "LIKE", "ILIKE", ...nullness, ...(kind === "loggedModel" ? listed : [])];
    case "tag":
      return [...textual, ...nullness, ...(kind === "loggedModel" ? listed : [])];
    case "dataset":
      return [...textual, ...listed];
    case "attribute":
      if (field.isNumber) return kind === "loggedModel" ? [...numeric, ...listed] : numeric;
      if (field.name === "run_id" || kind === "loggedModel") return [...textual, ...listed];
      return textual;
  }
}
