import type { Energy, RunArtifact } from "../../contract/records/experiments.ts";
import type { ModelValue, TableValue } from "../../contract/step-params.ts";
import type { Json } from "../../kernel/json.ts";
import type { StepDone, StepRecorder } from "../../ports/step-kind.ts";
import type { Experiments } from "./surface.ts";
import { flatParams } from "./run.ts";

/** The main-process halves of this station's step kinds. */
export function experimentsRecorders(experiments: Experiments): Record<"train", StepRecorder> {
  return { train: trainRecorder(experiments) };
}

function trainRecorder(experiments: Experiments): StepRecorder {
  return {
    async begin(order) {
      const params = order.params as { readonly experiment: string } & Record<string, Json>;
      const { experiment, ...hyperparameters } = params;
      const table = order.inputs["table"]?.value as TableValue | undefined;
      const run = await experiments.startRun({
        experiment,
        params: flatParams(hyperparameters),
        tags: {
          pipeline: order.pipeline,
          step: order.step,
          trigger: order.trigger.kind,
          attempt: String(order.attempt),
        },
        datasetVersions: table?.datasetVersions ?? [],
        pipelineRunId: order.pipelineRunId,
        stepRunId: order.stepRunId,
      });
      return { runId: run.id };
    },
    async metrics(runId, points) {
      await experiments.logMetrics(runId, points);
    },
    async done(done) {
      if (done.runId === null) return done.outputs;
      await experiments.logParams(done.runId, learnt(done));
      await experiments.finishRun(done.runId, { state: "finished", ...closing(done) });
      const out = done.outputs["out"];
      if (out === undefined) return done.outputs;
      const value: ModelValue = { ...(out.value as ModelValue), runId: done.runId };
      return { ...done.outputs, out: { ...out, value } };
    },
    async failed(done) {
      if (done.runId !== null) await experiments.finishRun(done.runId, { state: "failed", ...closing(done) });
    },
  };
}

/** Parameters that only the work could tell: rows, tuned hyperparameters. */
function learnt(done: Pick<StepDone, "facts">): Record<string, string> {
  const params: Record<string, string> = {};
  for (const fact of done.facts) if (fact.name === "params") Object.assign(params, flatParams(fact.data));
  return params;
}

function closing(done: Pick<StepDone, "facts">): { energy?: Energy; artifacts: RunArtifact[] } {
  const artifacts = done.facts
    .filter((fact) => fact.name === "artifact")
    .map((fact) => fact.data as unknown as RunArtifact);
  const energy = done.facts.findLast((fact) => fact.name === "energy")?.data as Energy | undefined;
  return energy === undefined ? { artifacts } : { artifacts, energy };
}
