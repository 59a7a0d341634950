import type { Place } from "../../../lifecycle/experiments/index.ts";
import { int, list, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { readPlace, writeToken } from "../../page-token.ts";

/** The fields of a search of the registry. */
export const registryQuery = { filter: text, max_results: int, order_by: list(text), page_token: text };

interface Query<Term> {
  readonly filter: string | undefined;
  readonly max_results: number | undefined;
  readonly order_by: readonly Term[] | undefined;
  readonly page_token: string | undefined;
}

/** What the stations are asked: `usual` results unless the client says how many, `most` at the most. */
export function searchOf<Term>(kind: string, query: Query<Term>, usual: number, most: number) {
  return {
    filter: query.filter,
    orderBy: query.order_by,
    limit: limitOf(query.max_results, usual, most),
    after: placeOf(kind, query.page_token),
  };
}

export function tokenOf(kind: string, next: Place | null): string | undefined {
  return next === null ? undefined : writeToken(kind, { place: next });
}

function limitOf(given: number | undefined, usual: number, most: number): number {
  const value = given ?? usual;
  if (value >= 1 && value <= most) return value;
  throw invalid(
    `Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer and at most ${most}.`,
  );
}

function placeOf(kind: string, token: string | undefined): Place | undefined {
  if (!token) return undefined;
  const place = readPlace(kind, token);
  if (place === undefined) throw invalid("Invalid page token");
  return place;
}
