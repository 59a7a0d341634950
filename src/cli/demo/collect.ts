import type { Client } from "../../client/client.ts";
import type { DemoReport, Month } from "./report.ts";

interface Played {
  readonly deployment: string;
  readonly pipeline: string;
  readonly model: string;
  readonly months: readonly Month[];
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

/** What the house says of itself after the demo, as one document. */
export async function collectReport(client: Client, played: Played): Promise<DemoReport> {
  const { deployment: name, pipeline, model, ...measured } = played;
  const runs = (await client.pipelines.runs({ query: { pipeline } })).items.toReversed();
  const pipelineRuns = await Promise.all(
    runs.map(async ({ id, number, state, trigger, params, error }) => {
      const { steps } = await client.pipelines.run({ params: { id } });
      const states = Object.fromEntries(steps.map((step) => [step.name, step.state]));
      return { id, number, state, trigger, params, steps: states, error: error?.message ?? null };
    }),
  );
  const versions = (await client.models.versions({ params: { name: model } })).items.toReversed();
  const gates = (await client.models.gates({ query: { limit: 1_000 } })).items.toReversed();
  const deployment = await client.deployments.show({ params: { name } });
  const { rollouts } = await client.deployments.rollouts({ params: { name } });
  return {
    datasetVersion: versions[0]?.datasetVersions[0] ?? "",
    pipelineRuns,
    modelVersions: versions.map(({ id, version, digest, evaluation }) => ({
      id,
      version,
      digest,
      rocAuc: evaluation.metrics.rocAuc?.value ?? null,
    })),
    gates: gates.map(({ modelDigest, requirement, value, threshold, verdict, margin }) => ({
      modelDigest,
      requirement: `${requirement.id} ${requirement.title}`,
      value,
      threshold,
      verdict,
      margin,
    })),
    deployment: {
      name,
      state: deployment.state,
      variants: deployment.variants,
      answered: deployment.answered,
      errors: deployment.errors,
      rollouts: rollouts.map(({ id, candidate, state, history }) => ({ id, candidate, state, history })),
    },
    alerts: (await client.monitors.alerts()).items.toReversed(),
    responses: (await client.retraining.list()).items.toReversed(),
    ...measured,
  };
}
