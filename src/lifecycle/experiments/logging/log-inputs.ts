import { sha256 } from "../../../kernel/hashing.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import { checkCount, checkLength, limits } from "../limits.ts";
import type { KeyValue } from "../runs/run.ts";
import { activeRunRow } from "../runs/run-rows.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";

/** A dataset that a run was given. */
export interface LoggedInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string | undefined;
  readonly profile?: string | undefined;
  readonly tags: readonly KeyValue[];
}

export interface LogInputs {
  readonly datasets: readonly LoggedInput[];
  /** Ids of logged models. */
  readonly models: readonly string[];
}

/** Notes what a run was given. The same dataset again, by name and digest, is one input; its first tags stay. */
export async function logInputs({ meta }: ExperimentsDeps, runId: string, inputs: LogInputs): Promise<void> {
  checkCount("datasets", limits.batchDatasets, inputs.datasets.length);
  inputs.datasets.forEach(checkInput);
  await meta.write<ExperimentsTables, void>(async (tx) => {
    const row = await activeRunRow(tx.db, runId);
    await addInputs(tx, { id: runId, experimentId: row.experiment_id }, inputs.datasets);
    await tx.insert(
      "run_model_inputs",
      ["run_id", "model_id"],
      inputs.models.map((model) => [runId, model]),
      "ignore",
    );
  });
}

export async function addInputs(
  tx: MetaTransaction<ExperimentsTables>,
  run: { readonly id: string; readonly experimentId: number },
  datasets: readonly LoggedInput[],
): Promise<void> {
  const named = datasets.map((dataset) => ({
    ...dataset,
    id: sha256(JSON.stringify([run.experimentId, dataset.name, dataset.digest])).slice(0, 36),
  }));
  await tx.insert(
    "input_datasets",
    ["id", "experiment_id", "name", "digest", "source_type", "source", "schema", "profile"],
    named.map(({ id, name, digest, sourceType, source, schema, profile }) => [
      id,
      run.experimentId,
      name,
      digest,
      sourceType,
      source,
      schema ?? null,
      profile ?? null,
    ]),
    "ignore",
  );
  await tx.insert(
    "run_inputs",
    ["run_id", "dataset_id", "tags", "context"],
    named.map(({ id, tags }) => {
      const byKey = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
      return [run.id, id, JSON.stringify(byKey), byKey["mlflow.data.context"] ?? null];
    }),
    "ignore",
  );
}

export function checkInput({ name, digest, source, schema, profile, tags }: LoggedInput): void {
  if (name === "") throw fail("experiments/bad-input", { problem: "Dataset name cannot be None" });
  if (digest === "") throw fail("experiments/bad-input", { problem: "Dataset digest cannot be None" });
  checkLength("name", limits.datasetName, name);
  checkLength("digest", limits.datasetDigest, digest);
  checkLength("source", limits.datasetSource, source);
  checkLength("schema", limits.datasetSchema, schema ?? "");
  checkLength("profile", limits.datasetProfile, profile ?? "");
  for (const tag of tags) {
    checkLength("key", limits.inputTagKey, tag.key);
    checkLength("value", limits.inputTagValue, tag.value);
  }
}

/** Notes which logged models came of a run. */
export async function logOutputs(
  { meta }: ExperimentsDeps,
  runId: string,
  models: readonly { readonly modelId: string; readonly step: number }[],
): Promise<void> {
  await meta.write<ExperimentsTables, void>(async (tx) => {
    await activeRunRow(tx.db, runId);
    await tx.insert(
      "run_model_outputs",
      ["run_id", "model_id", "step"],
      models.map(({ modelId, step }) => [runId, modelId, step]),
      "ignore",
    );
  });
}
