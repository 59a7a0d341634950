import type { Kysely, Selectable } from "kysely";
import type { Experiment, ExperimentSummary } from "../../../contract/records/experiments.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import { experimentNumber } from "./experiment-id.ts";

type Row = Selectable<ExperimentsTables["experiments"]>;

/** The row of an experiment, deleted or not; experiments/no-experiment when there is none. */
export async function experimentRow(db: Kysely<ExperimentsTables>, id: string): Promise<Row> {
  const number = experimentNumber(id);
  const row = await db.selectFrom("experiments").selectAll().where("id", "=", number).executeTakeFirst();
  if (row === undefined) throw fail("experiments/no-experiment", { id: number });
  return row;
}

/** The row of an experiment that is not deleted, for whoever adds to it. */
export async function activeExperimentRow(db: Kysely<ExperimentsTables>, id: string): Promise<Row> {
  const row = await experimentRow(db, id);
  if (row.is_deleted === 1) throw fail("experiments/deleted", { id: row.id });
  return row;
}

export async function readExperiment(meta: MetaStore, id: string): Promise<Experiment> {
  const db = meta.read<ExperimentsTables>();
  const [experiment] = await withTags(db, [await experimentRow(db, id)]);
  return experiment as Experiment;
}

/** By its name, deleted or not; experiments/no-experiment-named when there is none. */
export async function readExperimentNamed(meta: MetaStore, name: string): Promise<Experiment> {
  const db = meta.read<ExperimentsTables>();
  const row = await db.selectFrom("experiments").selectAll().where("name", "=", name).executeTakeFirst();
  const [experiment] = row === undefined ? [] : await withTags(db, [row]);
  if (experiment === undefined) throw fail("experiments/no-experiment-named", { name });
  return experiment;
}

/** Experiments by name, with the number of their runs: of deleted ones all, of others those that are not deleted. */
export async function listExperiments(
  meta: MetaStore,
  view: "active" | "deleted" = "active",
): Promise<ExperimentSummary[]> {
  const isDeleted = view === "deleted" ? 1 : 0;
  const db = meta.read<ExperimentsTables>();
  const rows = await db
    .selectFrom("experiments")
    .selectAll()
    .where("is_deleted", "=", isDeleted)
    .orderBy("name")
    .execute();
  let counted = db
    .selectFrom("runs")
    .select((each) => [
      "experiment_id",
      each.fn.countAll<number>().as("runs"),
      each.fn.max("started_at").as("last_run_at"),
    ])
    .groupBy("experiment_id");
  if (view === "active") counted = counted.where("is_deleted", "=", 0);
  const counts = await counted.execute();
  const byId = new Map(counts.map((row) => [String(row.experiment_id), row]));
  return (await withTags(db, rows)).map((experiment) => ({
    ...experiment,
    runs: byId.get(experiment.id)?.runs ?? 0,
    lastRunAt: byId.get(experiment.id)?.last_run_at ?? null,
  }));
}

/** Rows as records, with their tags, in the order of the rows. */
export async function withTags(db: Kysely<ExperimentsTables>, rows: readonly Row[]): Promise<Experiment[]> {
  if (rows.length === 0) return [];
  const tags = await db
    .selectFrom("experiment_tags")
    .selectAll()
    .where(
      "experiment_id",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("key")
    .execute();
  const byId = Map.groupBy(tags, (tag) => tag.experiment_id);
  return rows.map((row) => ({
    id: String(row.id),
    name: row.name,
    artifactRoot: row.artifact_root,
    isDeleted: row.is_deleted === 1,
    tags: Object.fromEntries((byId.get(row.id) ?? []).map(({ key, value }) => [key, value])),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}
