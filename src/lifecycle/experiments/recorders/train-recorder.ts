import type { Energy, RunArtifact, RunState } from "../../../contract/records/experiments.ts";
import type { ModelValue, TableValue } from "../../../contract/step-params.ts";
import type { Json } from "../../../kernel/json.ts";
import type { StepDone, StepRecorder } from "../../../ports/step-kind.ts";
import { below, storePath } from "../artifacts/artifact-path.ts";
import { versionInputs } from "../logging/version-inputs.ts";
import { flatParams } from "../runs/run.ts";
import type { Experiments } from "../surface.ts";
import type { RecorderDeps } from "./recorders.ts";
import { lastFact, runOfStep, stateAfter } from "./step-run.ts";

export function trainRecorder({ experiments, datasets, clock }: RecorderDeps): StepRecorder {
  return {
    async begin(order) {
      const params = order.params as { readonly experiment: string } & Record<string, Json>;
      const { experiment, ...hyperparameters } = params;
      const table = order.inputs["table"]?.value as TableValue | undefined;
      const versions = table?.datasetVersions ?? [];
      const run = await experiments.startRun({
        ...runOfStep(order),
        experiment,
        params: flatParams(hyperparameters),
        datasetVersions: versions,
        inputs: await versionInputs(datasets, new Map(versions.map((id) => [id, "training"]))),
      });
      return { runId: run.id };
    },
    async metrics(runId, points) {
      await experiments.log(runId, { metrics: points });
    },
    async done(done) {
      if (done.runId === null) return done.outputs;
      const params = Object.entries(learnt(done)).map(([key, value]) => ({ key, value }));
      await experiments.log(done.runId, { params });
      await close(experiments, done.runId, { state: "finished", finishedAt: clock.now() }, done);
      const out = done.outputs["out"];
      if (out === undefined) return done.outputs;
      const value: ModelValue = { ...(out.value as ModelValue), runId: done.runId };
      return { ...done.outputs, out: { ...out, value } };
    },
    async failed(done, error) {
      if (done.runId === null) return;
      await close(experiments, done.runId, { state: stateAfter(error), finishedAt: clock.now() }, done);
    },
  };
}

/** Parameters that only the work could tell: rows, tuned hyperparameters. */
function learnt(done: Pick<StepDone, "facts">): Record<string, string> {
  const params: Record<string, string> = {};
  for (const fact of done.facts) if (fact.name === "params") Object.assign(params, flatParams(fact.data));
  return params;
}

/** Names the artifacts, then ends the run: who sees it ended finds them. */
async function close(
  experiments: Experiments,
  runId: string,
  end: { readonly state: RunState; readonly finishedAt: number },
  done: Pick<StepDone, "facts">,
): Promise<void> {
  const run = await experiments.run(runId);
  if (run.state === end.state) return;
  const artifacts = done.facts
    .filter((fact) => fact.name === "artifact")
    .map((fact) => fact.data as unknown as RunArtifact);
  const root = storePath(run.artifactRoot);
  await experiments.linkArtifacts(
    artifacts.map((artifact) => ({ ...artifact, path: below(root, artifact.path) })),
  );
  await experiments.updateRun(runId, { ...end, energy: lastFact(done, "energy") as Energy | undefined });
}
