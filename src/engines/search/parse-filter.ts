import { readField } from "./fields.ts";
import { isOrder, refusal } from "./operators.ts";
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

/** What may follow at a place of a filter; `at` is where it begins. */
export type Expected =
  | { readonly what: "field" | "connective"; readonly at: number }
  | { readonly what: "operator"; readonly at: number; readonly field: Field }
  | { readonly what: "value"; readonly at: number; readonly field: Field; readonly operator: Operator };

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

export class FilterReader {
  /** What the reader was about to read when it ended or failed. */
  expected: Expected = { what: "field", at: 0 };
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
    this.expected = { what: "field", at: this.#reader.here.at };
    if (this.#reader.word("NOT") !== undefined) {
      if (depth > searchLimits.depth) throw this.#reader.fail("The filter is nested too deeply.");
      return { type: "not", of: this.#factor(depth + 1) };
    }
    if (this.#reader.symbol("(") !== undefined) {
      const inner = this.disjunction(depth + 1);
      this.expected = { what: "connective", at: this.#reader.here.at };
      if (this.#reader.symbol(")") === undefined) throw this.#reader.fail("Expected ')'");
      this.expected = { what: "connective", at: this.#reader.here.at };
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Comparison {
    if (++this.#comparisons > searchLimits.comparisons) {
      throw this.#reader.fail(`The filter has more than ${searchLimits.comparisons} comparisons.`);
    }
    this.expected = { what: "field", at: this.#reader.here.at };
    const field = readField(this.#reader, this.#kind);
    const { at } = this.#reader.here;
    this.expected = { what: "operator", at, field };
    const operator = this.#operator();
    const unfit = refusal(this.#kind, field, operator);
    if (unfit !== undefined) throw this.#reader.fail(unfit);
    const value = this.#value(field, operator);
    this.expected = { what: "connective", at: this.#reader.here.at };
    if (isOrder(operator) && typeof value !== "number") {
      throw this.#reader.fail(
        `Invalid comparator '${operator}' for the text '${String(value)}' at ${at}: compare with a number`,
      );
    }
    return { type: "comparison", field, operator, value };
  }

  #value(field: Field, operator: Operator): Comparison["value"] {
    if (operator === "IS NULL" || operator === "IS NOT NULL") return null;
    const isAt = (at: number) => {
      this.expected = { what: "value", at, field, operator };
    };
    return readValue(this.#reader, { kind: this.#kind, field, operator, now: this.#now, isAt });
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
