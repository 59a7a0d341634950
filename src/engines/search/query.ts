/** What is searched: each kind has its own attributes. */
export type SearchKind = "run" | "experiment" | "loggedModel" | "registeredModel" | "modelVersion";

export type Aggregate = "last" | "min" | "max" | "best";

/** The left side of a comparison, or what a list is ordered by. */
export type Field =
  | { readonly type: "attribute"; readonly name: string; readonly isNumber: boolean }
  | { readonly type: "metric"; readonly key: string; readonly aggregate: Aggregate }
  | { readonly type: "param" | "tag"; readonly key: string }
  | { readonly type: "dataset"; readonly name: "name" | "digest" | "context" };

export type Operator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "LIKE"
  | "ILIKE"
  | "IN"
  | "NOT IN"
  | "IS NULL"
  | "IS NOT NULL";

export interface Comparison {
  readonly type: "comparison";
  readonly field: Field;
  readonly operator: Operator;
  /** Null for IS NULL and IS NOT NULL. */
  readonly value: string | number | readonly (string | number)[] | null;
}

/** A filter: comparisons joined by AND, OR and NOT. */
export type Filter =
  | Comparison
  | { readonly type: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly type: "not"; readonly of: Filter };

/** The dataset that a metric of a logged model was measured on; without a digest, any version of it. */
export interface DatasetScope {
  readonly name: string;
  readonly digest: string | null;
}

export interface OrderTerm {
  readonly field: Field;
  readonly isAscending: boolean;
  /** Only values measured on this dataset count. */
  readonly dataset?: DatasetScope;
}

/** Bounds of a search; what goes beyond is refused. */
export const searchLimits = {
  characters: 16_384,
  comparisons: 200,
  depth: 50,
  listItems: 10_000,
  orderTerms: 32,
} as const;

/** Messages quote what they are about, which may be the whole filter. */
const longestMessage = 500;

/** A filter or an order that cannot be read; `at` is the character where it went wrong. */
export class SearchSyntaxError extends Error {
  override readonly name = "SearchSyntaxError";
  readonly at: number;

  constructor(message: string, at: number) {
    super(message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message);
    this.at = at;
  }
}

/** Which way is better, by the name of a metric: losses, errors and latencies fall, the rest rises. */
export function isLowerBetter(name: string): boolean {
  return /loss|error|rmse|mae|mse|latency|seconds|duration|perplexity/i.test(name);
}

/** The value of a curve's summary that an aggregate stands for: best is the least or the greatest, by the name. */
export function summaryOf(key: string, aggregate: Aggregate): "last" | "min" | "max" {
  if (aggregate !== "best") return aggregate;
  return isLowerBetter(key) ? "min" : "max";
}
