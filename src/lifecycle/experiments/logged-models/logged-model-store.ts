import type { Kysely, Selectable } from "kysely";
import { type LoggedModel, metricJson } from "../../../contract/records/experiments.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { groupBy } from "../group-by.ts";
import type { ExperimentsTables } from "../tables.ts";

export type LoggedModelRow = Selectable<ExperimentsTables["logged_models"]>;

/** The row of a logged model that is not deleted; experiments/no-logged-model when there is none. */
export async function loggedModelRow(db: Kysely<ExperimentsTables>, id: string): Promise<LoggedModelRow> {
  const row = await db
    .selectFrom("logged_models")
    .selectAll()
    .where("id", "=", id)
    .where("is_deleted", "=", 0)
    .executeTakeFirst();
  if (row === undefined) throw fail("experiments/no-logged-model", { id: id.slice(0, 300) });
  return row;
}

export async function readLoggedModel(meta: MetaStore, id: string): Promise<LoggedModel> {
  const db = meta.read<ExperimentsTables>();
  const [model] = await completeModels(db, [await loggedModelRow(db, id)]);
  return model as LoggedModel;
}

/** Rows with their parameters, tags and metrics, in the order of the rows. */
export async function completeModels(
  db: Kysely<ExperimentsTables>,
  rows: readonly LoggedModelRow[],
): Promise<LoggedModel[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const params = await pairs(db, "logged_model_params", ids);
  const tags = await pairs(db, "logged_model_tags", ids);
  const metrics = await metricsOf(db, ids);
  return rows.map((row) => ({
    id: row.id,
    experimentId: String(row.experiment_id),
    name: row.name,
    state: row.state,
    stateMessage: row.state_message,
    type: row.type,
    sourceRunId: row.source_run_id,
    artifactRoot: row.artifact_root,
    params: params.get(row.id) ?? {},
    tags: tags.get(row.id) ?? {},
    metrics: metrics.get(row.id) ?? [],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}

async function pairs(
  db: Kysely<ExperimentsTables>,
  table: "logged_model_params" | "logged_model_tags",
  ids: readonly string[],
) {
  const rows = await db.selectFrom(table).selectAll().where("model_id", "in", ids).orderBy("key").execute();
  return groupBy(
    rows,
    (row) => row.model_id,
    (group) => Object.fromEntries(group.map(({ key, value }) => [key, value])),
  );
}

async function metricsOf(db: Kysely<ExperimentsTables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom("logged_model_metrics")
    .selectAll()
    .where("model_id", "in", ids)
    .orderBy("key")
    .orderBy("at")
    .orderBy("step")
    .execute();
  return groupBy(
    rows,
    (row) => row.model_id,
    (group) =>
      group.map((row) => ({
        key: row.key,
        value: metricJson(row.value),
        step: row.step,
        at: row.at,
        runId: row.run_id,
        datasetName: row.dataset_name,
        datasetDigest: row.dataset_digest,
      })),
  );
}
