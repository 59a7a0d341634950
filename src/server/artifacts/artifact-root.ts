import type { LoggedModel, Run } from "../../contract/records/experiments.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { type ArtifactFile, below, type Experiments, storePath } from "../../lifecycle/experiments/index.ts";
import { normalPath } from "./normal-path.ts";

/** Whose files are meant: those of a run, or of a logged model that it was given or that came of it. */
export interface ArtifactOwner {
  readonly runId: string;
  readonly modelId?: string | undefined;
}

/** Where a path lies in the artifact store; experiments/bad-artifact-path where it is none. */
export async function artifactPlace(
  experiments: Experiments,
  owner: ArtifactOwner,
  path: string,
): Promise<string> {
  const safe = normalPath(path);
  if (safe === undefined) throw fail("experiments/bad-artifact-path", { path: path.slice(0, 200) });
  const run = await experiments.run(owner.runId);
  const { artifactRoot } = owner.modelId === undefined ? run : await modelOf(experiments, run, owner.modelId);
  return below(storePath(artifactRoot), safe);
}

/** Who may see a run sees the models it was given and made, and no others. */
async function modelOf(experiments: Experiments, run: Run, modelId: string): Promise<LoggedModel> {
  const isItsOwn =
    run.modelInputs.includes(modelId) || run.modelOutputs.some((output) => output.modelId === modelId);
  const model = await experiments.loggedModel(modelId);
  if (!isItsOwn && model.sourceRunId !== run.id) throw fail("experiments/no-artifact", { path: modelId });
  return model;
}

/** The file at a path; experiments/no-artifact when there is none. */
export async function artifactAt(
  experiments: Experiments,
  owner: ArtifactOwner,
  path: string,
): Promise<ArtifactFile> {
  const file = await experiments.artifactFile(await artifactPlace(experiments, owner, path));
  if (file === undefined) throw fail("experiments/no-artifact", { path: path.slice(0, 200) });
  return file;
}
