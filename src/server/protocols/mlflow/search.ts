import { flag, list, message, oneOf, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { rpc } from "./rpc.ts";
import { registryQuery as query, searchOf, tokenOf } from "./searching.ts";
import { experimentJson, loggedModelJson, runJson, some } from "./tracking-json.ts";

const most = 50_000;
const views = oneOf(["ACTIVE_ONLY", "DELETED_ONLY", "ALL"], 1);
const viewNames = { ACTIVE_ONLY: "active", DELETED_ONLY: "deleted", ALL: "all" } as const;

const searchExperiments = (method: "GET" | "POST") =>
  rpc(method, "experiments/search", { ...query, view_type: views }, async (input, house) => {
    const { items, next } = await house.experiments.searchExperiments({
      ...searchOf("experiments", input, 1_000, most),
      view: viewNames[input.view_type ?? "ACTIVE_ONLY"],
    });
    return { experiments: some(items.map(experimentJson)), next_page_token: tokenOf("experiments", next) };
  });

const order = message({
  field_name: required(text),
  ascending: flag,
  dataset_name: text,
  dataset_digest: text,
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
        ...searchOf("runs", input, 1_000, most),
        experimentIds: input.experiment_ids ?? [],
        view: viewNames[input.run_view_type ?? "ACTIVE_ONLY"],
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
      order_by: list(order),
    },
    async (input, house) => {
      const { items, next } = await house.experiments.searchLoggedModels({
        ...searchOf("logged-models", input, 50, most),
        experimentIds: input.experiment_ids ?? [],
        datasets: (input.datasets ?? []).map(({ dataset_name: name, dataset_digest: digest }) => {
          if (name === "") throw invalid("`dataset_name` in the `datasets` clause must be specified.");
          return { name, digest: digest || null };
        }),
      });
      return { models: some(items.map(loggedModelJson)), next_page_token: tokenOf("logged-models", next) };
    },
  ),
];
