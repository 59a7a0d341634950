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

export interface OrderTerm {
  readonly field: Field;
  readonly isAscending: boolean;
}

/** Bounds of a search; what goes beyond is refused. */
export const searchLimits = { characters: 16_384, comparisons: 200, depth: 50, listItems: 10_000 } as const;

/** A filter or an order that cannot be read; `at` is the character where it went wrong. */
export class SearchSyntaxError extends Error {
  override readonly name = "SearchSyntaxError";
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Which way is better, by the name of a metric: losses, errors and latencies fall, the rest rises. */
export function isLowerBetter(name: string): boolean {
  return /loss|error|rmse|mae|mse|latency|seconds|duration|perplexity/i.test(name);
}
