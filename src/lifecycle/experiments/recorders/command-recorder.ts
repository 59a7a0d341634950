import { programRuntimeSchema, type RunState } from "../../../contract/records/experiments.ts";
import type { CommandParams, ModelValue } from "../../../contract/step-params.ts";
import type { StepDone, StepRecorder, StepValues } from "../../../ports/step-kind.ts";
import { datasetVersionsOf } from "../../pipelines/index.ts";
import { below, storePath } from "../artifacts/artifact-path.ts";
import { cut, limits } from "../limits.ts";
import { versionInputs } from "../logging/version-inputs.ts";
import type { Experiments } from "../surface.ts";
import type { RecorderDeps } from "./recorders.ts";
import { lastFact, runOfStep, stateAfter } from "./step-run.ts";

/**
 * A program's run: it finds it by the variables of MLflow's clients, and logs to it over HTTP as any other client
 * does. The program may end its run; how its step ended has the last word.
 */
export function commandRecorder({ experiments, datasets, clock, address }: RecorderDeps): StepRecorder {
  return {
    async begin(order) {
      const { command, experiment } = order.params as CommandParams;
      // Steps of runs that an earlier release began do not say.
      if (experiment === null || experiment === undefined) return {};
      const trackingUri = await address();
      const started = runOfStep(order);
      const run = await experiments.startRun({
        ...started,
        experiment,
        tags: {
          ...started.tags,
          "mlflow.source.name": cut(limits.tagValue, command.join(" ")),
          "mlflow.source.type": "JOB",
        },
        datasetVersions: datasetVersionsOf(order.inputs),
        inputs: await versionInputs(datasets, contexts(order.inputs)),
      });
      return {
        runId: run.id,
        environment: {
          MLFLOW_TRACKING_URI: trackingUri,
          MLFLOW_RUN_ID: run.id,
          MLFLOW_EXPERIMENT_ID: run.experimentId,
        },
      };
    },
    async done(done) {
      const { runId } = done;
      if (runId === null) return done.outputs;
      await close(experiments, runId, { state: "finished", finishedAt: clock.now() }, done);
      const outputs = Object.entries(done.outputs).map(([name, output]) => {
        if (output.type !== "model") return [name, output] as const;
        const value: ModelValue = { ...(output.value as ModelValue), runId };
        return [name, { ...output, value }] as const;
      });
      return Object.fromEntries(outputs);
    },
    async failed(done, error) {
      if (done.runId === null) return;
      const end = { state: stateAfter(error), finishedAt: clock.now() };
      await close(experiments, done.runId, end, { ...done, outputs: {} });
    },
  };
}

/** What each dataset version is used for, by the names of the inputs that it is behind: training if for several. */
function contexts(inputs: StepValues): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, input] of Object.entries(inputs)) {
    const context = contextOf(name);
    for (const id of datasetVersionsOf({ [name]: input })) {
      found.set(id, found.has(id) && found.get(id) !== context ? "training" : context);
    }
  }
  return found;
}

function contextOf(name: string): string {
  if (/^val(id(ation)?)?([-_.]|$)/i.test(name)) return "validation";
  return /^(test|eval(uation)?|holdout)([-_.]|$)/i.test(name) ? "testing" : "training";
}

/** Files that the step gave out are artifacts of its run too; then the run ends: who sees it ended finds them. */
async function close(
  experiments: Experiments,
  runId: string,
  end: { readonly state: RunState; readonly finishedAt: number },
  done: Pick<StepDone, "facts" | "outputs">,
): Promise<void> {
  const root = storePath((await experiments.run(runId)).artifactRoot);
  const files = Object.entries(done.outputs).flatMap(([name, { type, digest, value }]) => {
    if (type === "model")
      return [{ name: `${name}.onnx`, sha256: digest, bytes: (value as ModelValue).onnxBytes }];
    return type === "file" ? [{ name, sha256: digest, bytes: (value as { bytes: number }).bytes }] : [];
  });
  await experiments.linkArtifacts(
    files.map(({ name, ...ref }) => ({ ...ref, path: below(root, `outputs/${safe(name)}`) })),
  );
  const runtime = programRuntimeSchema.safeParse(lastFact(done, "runtime"));
  await experiments.updateRun(runId, { ...end, runtime: runtime.data });
}

function safe(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]/gu, "_").replace(/^\.+/, "_");
}
