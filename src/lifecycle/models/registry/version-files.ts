import type { VersionFiles } from "../../../contract/records/registry.ts";
import { below, storePath } from "../../experiments/index.ts";
import type { ModelsDeps } from "../surface.ts";
import type { VersionRow } from "./registry-store.ts";
import { readSource } from "./source-address.ts";

/**
 * What lies in a folder of a version. `runs:/…` is looked up as clients do: below the run and, where nothing is there,
 * in the run's logged model of that name. Stores of clients are never read.
 */
export async function versionFiles(
  { experiments }: Pick<ModelsDeps, "experiments">,
  { artifact_root: root }: Pick<VersionRow, "artifact_root">,
  folder: string,
): Promise<VersionFiles> {
  const address = readSource(root);
  if (address?.scheme === "runs") return ofRun(experiments, address.parts, folder);
  if (address?.scheme !== "mlflow-artifacts" || address.authority !== "") {
    return { place: "elsewhere", entries: [] };
  }
  return { place: "store", entries: await experiments.listArtifacts(below(storePath(root), folder)) };
}

async function ofRun(
  experiments: ModelsDeps["experiments"],
  [id = "", ...path]: readonly string[],
  folder: string,
): Promise<VersionFiles> {
  const run = await experiments.run(id);
  const entries = await experiments.listArtifacts(below(storePath(run.artifactRoot), ...path, folder));
  if (entries.length > 0) return { place: "store", entries };
  const filter = `source_run_id = '${run.id}'`;
  const { items } = await experiments.searchLoggedModels({
    experimentIds: [run.experimentId],
    filter,
    limit: 100,
  });
  const model = items.find(({ name }) => name === path.join("/"));
  if (model === undefined) return { place: "store", entries };
  return {
    place: "store",
    entries: await experiments.listArtifacts(below(storePath(model.artifactRoot), folder)),
  };
}
