import { list, message, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { nothing, rpc } from "./rpc.ts";
import { experimentJson } from "./tracking-json.ts";

const id = { experiment_id: required(text) };
const tags = list(message({ key: required(text), value: text }));

const mostSearched = 20;

/** `mlflow/experiments/…`; searching is in `search.ts`. */
export const experimentRpcs = [
  rpc(
    "POST",
    "experiments/create",
    { name: required(text), artifact_location: text, tags },
    async (input, house) => ({
      experiment_id: await house.experiments.createExperiment({
        name: input.name,
        artifactRoot: input.artifact_location,
        tags: input.tags?.map(({ key, value = "" }) => ({ key, value })),
      }),
    }),
  ),
  rpc("GET", "experiments/get", id, async (input, house) => ({
    experiment: experimentJson(await house.experiments.experiment(input.experiment_id)),
  })),
  rpc("GET", "experiments/get-by-name", { experiment_name: required(text) }, async (input, house) => ({
    experiment: experimentJson(await house.experiments.experimentNamed(input.experiment_name)),
  })),
  rpc("POST", "experiments/delete", id, async (input, house) => {
    await house.experiments.deleteExperiment(input.experiment_id);
    return nothing;
  }),
  rpc("POST", "experiments/restore", id, async (input, house) => {
    await house.experiments.restoreExperiment(input.experiment_id);
    return nothing;
  }),
  rpc("POST", "experiments/update", { ...id, new_name: required(text) }, async (input, house) => {
    await house.experiments.renameExperiment(input.experiment_id, input.new_name);
    return nothing;
  }),
  rpc(
    "POST",
    "experiments/set-experiment-tag",
    { ...id, key: required(text), value: text },
    async (input, house) => {
      await house.experiments.setExperimentTag(input.experiment_id, {
        key: input.key,
        value: input.value ?? "",
      });
      return nothing;
    },
  ),
  rpc("POST", "experiments/delete-experiment-tag", { ...id, key: required(text) }, async (input, house) => {
    await house.experiments.deleteExperimentTag(input.experiment_id, input.key);
    return nothing;
  }),
  rpc("POST", "experiments/search-datasets", { experiment_ids: list(text) }, async (input, house) => {
    const ids = input.experiment_ids ?? [];
    if (ids.length === 0) throw invalid("SearchDatasets request must specify at least one experiment_id.");
    if (ids.length > mostSearched) {
      throw invalid(
        `SearchDatasets request cannot specify more than ${mostSearched} experiment_ids. Received ${ids.length} experiment_ids.`,
      );
    }
    const found = await house.experiments.searchInputs(ids);
    return {
      dataset_summaries: found.map(({ experimentId, name, digest, context }) => ({
        experiment_id: experimentId,
        name,
        digest,
        context: context ?? undefined,
      })),
    };
  }),
];
