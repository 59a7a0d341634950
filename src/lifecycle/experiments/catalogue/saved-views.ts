import type { Experiment } from "../../../contract/records/experiments.ts";
import { viewTagPrefix } from "../../../contract/records/experiments.ts";
import { checkCount } from "../limits.ts";
import type { ExperimentsDeps } from "../surface.ts";
import { deleteExperimentTag, setExperimentTag } from "./change-experiment.ts";
import { readExperiment } from "./experiment-store.ts";

const mostViews = 50;

/** Keeps a view of an experiment's runs under a name, for everyone, as a tag: `query` is what follows `?` in its address. */
export async function saveView(
  deps: ExperimentsDeps,
  experimentId: string,
  view: { readonly name: string; readonly query: string },
): Promise<Experiment> {
  const key = viewTagPrefix + view.name;
  const { tags } = await readExperiment(deps.meta, experimentId);
  const others = Object.keys(tags).filter((tag) => tag.startsWith(viewTagPrefix) && tag !== key);
  checkCount("saved views", mostViews, others.length + 1);
  await setExperimentTag(deps, experimentId, { key, value: view.query });
  return readExperiment(deps.meta, experimentId);
}

export async function deleteView(
  deps: ExperimentsDeps,
  experimentId: string,
  name: string,
): Promise<Experiment> {
  await deleteExperimentTag(deps, experimentId, viewTagPrefix + name);
  return readExperiment(deps.meta, experimentId);
}
