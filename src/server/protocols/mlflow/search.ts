import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { Place } from "../../../lifecycle/experiments/index.ts";
import { flag, int, list, message, oneOf, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { readToken, writeToken } from "./page-token.ts";
import { rpc } from "./rpc.ts";
import { experimentJson, loggedModelJson, runJson, some } from "./tracking-json.ts";

const most = { experiments: 50_000, runs: 50_000 };
const views = oneOf(["ACTIVE_ONLY", "DELETED_ONLY", "ALL"], 1);
const viewNames = { ACTIVE_ONLY: "active", DELETED_ONLY: "deleted", ALL: "all" } as const;
const query = { max_results: int, page_token: text, filter: text, order_by: list(text) };

function limitOf(given: number | undefined, usual: number, limit: number): number {
  const value = given ?? usual;
  if (value >= 1 && value <= limit) return value;
  throw invalid(
    `Invalid value ${value} for parameter 'max_results' supplied. It must be a positive integer and at most ${limit}.`,
  );
}

function placeIn(kind: string, token: string | undefined): Place | undefined {
  if (!token) return undefined;
  const { place } = readToken(kind, token);
  const isPlace =
    Array.isArray(place) &&
    place.length < 100 &&
    place.every((key) => ["string", "number"].includes(typeof key));
  if (!isPlace) throw fail("experiments/bad-search", { problem: "Invalid page token", at: 1 });
  return place as Place;
}

function tokenOf(kind: string, next: Place | null): string | undefined {
  return next === null ? undefined : writeToken(kind, { place: next });
}

const experiments = { ...query, view_type: views };

const searchExperiments = (method: "GET" | "POST") =>
  rpc(method, "experiments/search", experiments, async (input, house) => {
    const { items, next } = await house.experiments.searchExperiments({
      filter: input.filter,
      orderBy: input.order_by,
      view: viewNames[input.view_type ?? "ACTIVE_ONLY"],
      limit: limitOf(input.max_results, 1_000, most.experiments),
      after: placeIn("experiments", input.page_token),
    });
    return { experiments: some(items.map(experimentJson)), next_page_token: tokenOf("experiments", next) };
  });

/** Searches of experiments, runs and logged models. */
export const searchRpcs = [
  searchExperiments("GET"),
  searchExperiments("POST"),
  rpc(
    "POST",
    "runs/search",
    { ...query, experiment_ids: list(text), run_view_type: views },
    async (input, house) => {
      const { items, next } = await house.experiments.searchRuns({
        experimentIds: input.experiment_ids ?? [],
        filter: input.filter,
        orderBy: input.order_by,
        view: viewNames[input.run_view_type ?? "ACTIVE_ONLY"],
        limit: limitOf(input.max_results, 1_000, most.runs),
        after: placeIn("runs", input.page_token),
      });
      return { runs: some(items.map(runJson)), next_page_token: tokenOf("runs", next) };
    },
  ),
  rpc(
    "POST",
    "logged-models/search",
    {
      ...query,
      experiment_ids: list(text),
      datasets: list(message({ dataset_name: required(text), dataset_digest: text })),
      order_by: list(
        message({ field_name: required(text), ascending: flag, dataset_name: text, dataset_digest: text }),
      ),
    },
    async (input, house) => {
      const { items, next } = await house.experiments.searchLoggedModels({
        experimentIds: input.experiment_ids ?? [],
        filter: input.filter,
        orderBy: (input.order_by ?? []).map(
          ({ field_name, ascending }) => `${field_name} ${ascending === false ? "DESC" : "ASC"}`,
        ),
        limit: limitOf(input.max_results, 50, most.runs),
        after: placeIn("logged-models", input.page_token),
      });
      return { models: some(items.map(loggedModelJson)), next_page_token: tokenOf("logged-models", next) };
    },
  ),
];
