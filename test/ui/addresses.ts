import type { Client } from "../../src/client/client.ts";
import { paths } from "../../web/shell/paths.ts";

/** Every page of the UI, each with a thing that really is in the house. */
export async function addressesOf(client: Client): Promise<readonly string[]> {
  const [sources, datasets, runs, experiments, models, predictions] = await Promise.all([
    client.sources.list(),
    client.datasets.list(),
    client.pipelines.runs({ query: {} }),
    client.experiments.list(),
    client.models.list(),
    client.predictions.list({ query: { limit: 1 } }),
  ]);
  const experiment = present(experiments.items.find((each) => each.runs > 0)).id;
  const trials = await client.experiments.runs({ params: { id: experiment }, query: {} });
  const model = present(models.items[0]);
  const dataset = present(datasets.items.find(({ latest }) => latest !== null));
  const failed = runs.items.find(({ state }) => state === "failed");
  return [
    paths.flow,
    paths.sources,
    paths.source(present(sources.items[0]).name),
    paths.datasets,
    paths.dataset(dataset.name),
    paths.datasetVersion(present(dataset.latest).id),
    paths.pipelines,
    paths.pipeline("train"),
    paths.pipelineRun(present(runs.items.at(-1)).id),
    ...(failed === undefined ? [] : [paths.pipelineRun(failed.id)]),
    paths.experiments,
    paths.experiment(experiment),
    paths.run(present(trials.items[0]).id),
    paths.compare(trials.items.map(({ id }) => id)),
    paths.models,
    paths.model(model.name),
    paths.modelHistory(model.name),
    paths.modelCompare(model.name),
    paths.modelVersion(model.name, present(model.latestVersion)),
    paths.deployments,
    paths.deployment("delays"),
    paths.predictions,
    paths.prediction(present(predictions.items[0]).id),
    paths.monitors,
    paths.monitor("delays"),
    paths.retraining,
    "/no-such-page",
  ];
}

function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("the house has not been lived in");
  return value;
}
