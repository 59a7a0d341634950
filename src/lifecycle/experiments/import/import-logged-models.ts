import { metricNumber } from "../../../contract/records/experiments.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { Refused, SourceLoggedModel } from "../../../ports/tracking-source.ts";
import { experimentRow } from "../catalogue/experiment-store.ts";
import { checkModelName } from "../logged-models/change-logged-model.ts";
import { addModelMetrics } from "../logged-models/model-metrics.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { digestOf, noteImported, readImported, rootOf } from "./imported.ts";
import type { ImportedRuns } from "./import-runs.ts";
import { sound, soundPairs } from "./sound.ts";

/** Writes logged models of an experiment as the source has them, without their files; as `importRuns` does with runs. */
export async function importLoggedModels(
  { meta, clock }: ExperimentsDeps,
  asked: {
    readonly source: string;
    readonly experimentId: string;
    readonly models: readonly SourceLoggedModel[];
  },
): Promise<ImportedRuns> {
  const written: string[] = [];
  const refused: Refused[] = [];
  const ids = asked.models.map(({ id }) => id);
  const imported = await readImported(meta, "logged-model", ids);
  await meta.write<ExperimentsTables, void>(async (tx) => {
    const experiment = await experimentRow(tx.db, asked.experimentId);
    const rows = ids.length === 0 ? [] : await rowsOf(tx, ids);
    const here = new Map(rows.map((row) => [row.id, row.experiment_id]));
    for (const model of asked.models) {
      if (here.has(model.id) && !imported.has(model.id)) {
        refused.push({ name: model.id, reason: "a logged model that was not imported has its id here" });
        continue;
      }
      if (!sound(refused, `${model.id}: name ${model.name}`, () => checkModelName(model.name))) continue;
      const experimentId = here.get(model.id) ?? experiment.id;
      await writeModel(tx, { model, experimentId, root: rootOf(experiment) });
      await writeBelow(tx, experimentId, model, refused);
      await noteImported(tx, clock.now(), {
        kind: "logged-model",
        id: model.id,
        source: asked.source,
        sourceRoot: model.artifactRoot,
        digest: digestOf(model),
        isNew: !here.has(model.id),
      });
      written.push(model.id);
    }
  });
  return { written, refused };
}

function rowsOf({ db }: MetaTransaction<ExperimentsTables>, ids: readonly string[]) {
  return db
    .selectFrom("logged_models")
    .select(["id", "experiment_id"])
    .where("id", "in", [...ids])
    .execute();
}

async function writeModel(
  { db }: MetaTransaction<ExperimentsTables>,
  {
    model,
    experimentId,
    root,
  }: { readonly model: SourceLoggedModel; readonly experimentId: number; readonly root: string },
): Promise<void> {
  const said = {
    name: model.name,
    state: model.state,
    state_message: model.stateMessage,
    type: model.type,
    source_run_id: model.sourceRunId,
    created_at: model.createdAt,
    updated_at: model.updatedAt,
  };
  await db
    .insertInto("logged_models")
    .values({
      id: model.id,
      experiment_id: experimentId,
      artifact_root: `${root}/models/${model.id}/artifacts`,
      is_deleted: 0,
      ...said,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(said))
    .execute();
}

async function writeBelow(
  tx: MetaTransaction<ExperimentsTables>,
  experimentId: number,
  model: SourceLoggedModel,
  refused: Refused[],
): Promise<void> {
  const columns = ["model_id", "key", "value"];
  const conflict = { columns: ["model_id", "key"], update: ["value"] };
  const lists = [
    ["logged_model_params", soundPairs(refused, model.id, "parameter", model.params)],
    ["logged_model_tags", soundPairs(refused, model.id, "tag", model.tags)],
  ] as const;
  for (const [table, pairs] of lists) {
    await tx.insert(
      table,
      columns,
      [...pairs].map(([key, value]) => [model.id, key, value]),
      conflict,
    );
  }
  for (const [id, points] of Map.groupBy(model.metrics, ({ runId }) => runId)) {
    const measured = points.map(({ value, datasetName, datasetDigest, key, step, at }) => ({
      key,
      step,
      at,
      value: metricNumber(value),
      modelId: model.id,
      datasetName: datasetName ?? undefined,
      datasetDigest: datasetDigest ?? undefined,
    }));
    await addModelMetrics(tx, { id, experimentId }, measured);
  }
}
