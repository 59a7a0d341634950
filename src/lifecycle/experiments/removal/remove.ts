import type { Kysely } from "kysely";
import type { MetaStore, MetaTransaction } from "../../../ports/meta-store.ts";
import { tablesOfRuns } from "../runs/remove-run.ts";
import type { ExperimentsTables } from "../tables.ts";
import { type Due, folderOf, goesWithRun, isNeeded, madeBy, type RemovalRules } from "./due.ts";
import { Folders } from "./folders.ts";

type Tx = MetaTransaction<ExperimentsTables>;

/** Removed in one transaction at most: others write in between. */
const runsAtOnce = 20;

export interface Removed {
  experiments: string[];
  runs: number;
  loggedModels: number;
  uploads: number;
}

/**
 * Removes what is due, each thing as a whole: a run is there, or it is not. What may be large, its points and
 * files, is noted and swept afterwards (sweep.ts). What was restored in the meantime stays.
 */
export async function* remove(
  { meta, now }: { readonly meta: MetaStore; readonly now: () => number },
  due: Due,
  rules: RemovalRules,
): AsyncGenerator<Removed> {
  const removed: Removed = { experiments: [], runs: 0, loggedModels: 0, uploads: 0 };
  const write = <Result>(work: (tx: Tx) => Promise<Result>) => meta.write<ExperimentsTables, Result>(work);
  const going = new Set(due.runs);
  for (let from = 0; from < due.runs.length; from += runsAtOnce) {
    const ids = due.runs.slice(from, from + runsAtOnce);
    const done = await write((tx) => removeRuns(tx, now(), ids, going, rules));
    removed.runs += done.runs;
    removed.loggedModels += done.loggedModels;
    yield removed;
  }
  for (let from = 0; from < due.loggedModels.length; from += runsAtOnce) {
    const ids = due.loggedModels.slice(from, from + runsAtOnce);
    removed.loggedModels += await write((tx) => removeDeletedModels(tx, now(), ids, rules));
    yield removed;
  }
  for (const { id, name } of due.experiments) {
    const models = await write((tx) => removeExperiment(tx, now(), id, rules));
    if (models === undefined) continue;
    removed.experiments.push(name);
    removed.loggedModels += models;
    yield removed;
  }
  for (const id of due.uploads) removed.uploads += await write((tx) => removeUpload(tx, id, rules));
  for (const folder of due.packages) await write((tx) => removePackage(tx, folder, rules));
  yield removed;
}

async function removeRuns(
  tx: Tx,
  now: number,
  ids: readonly string[],
  going: ReadonlySet<string>,
  rules: RemovalRules,
): Promise<{ runs: number; loggedModels: number }> {
  const { db } = tx;
  const needed = await rules.needed(db as unknown as Kysely<unknown>);
  const folders = new Folders(needed.folders);
  const rows = await db
    .selectFrom("runs")
    .select(["id", "artifact_root", "pipeline_run_id", "deleted_at"])
    .where("id", "in", ids)
    .where("is_deleted", "=", 1)
    .where("deleted_at", "<", rules.deletedBefore)
    .execute();
  let loggedModels = 0;
  const runs = rows.filter((row) => !isNeeded(row, needed, rules));
  for (const run of runs) {
    for (const model of await madeBy(db, run.id)) {
      if (!(await goesWithRun(db, model, folders, going))) continue;
      await removeModel(tx, now, model);
      loggedModels++;
    }
    await removeRun(tx, now, run);
  }
  return { runs: runs.length, loggedModels };
}

async function removeRun(tx: Tx, now: number, run: { id: string; artifact_root: string }): Promise<void> {
  const { db } = tx;
  await db
    .insertInto("removed_curves")
    .columns(["curve"])
    .expression((from) => from.selectFrom("run_curves").select("curve").where("run_id", "=", run.id))
    .execute();
  const inputs = await db
    .selectFrom("run_inputs")
    .select("dataset_id")
    .where("run_id", "=", run.id)
    .execute();
  for (const table of tablesOfRuns) await db.deleteFrom(table).where("run_id", "=", run.id).execute();
  for (const { dataset_id: id } of inputs) {
    await db
      .deleteFrom("input_datasets")
      .where("id", "=", id)
      .where((where) =>
        where.not(where.exists(where.selectFrom("run_inputs").select("run_id").where("dataset_id", "=", id))),
      )
      .execute();
  }
  await db.deleteFrom("runs").where("id", "=", run.id).execute();
  await noteFolder(tx, folderOf(run.artifact_root), now);
}

async function removeDeletedModels(
  tx: Tx,
  now: number,
  ids: readonly string[],
  rules: RemovalRules,
): Promise<number> {
  const models = await tx.db
    .selectFrom("logged_models")
    .select(["id", "artifact_root"])
    .where("id", "in", ids)
    .where("is_deleted", "=", 1)
    .where("deleted_at", "<", rules.deletedBefore)
    .execute();
  for (const model of models) await removeModel(tx, now, model);
  return models.length;
}

async function removeModel(tx: Tx, now: number, model: { id: string; artifact_root: string }): Promise<void> {
  const { db } = tx;
  const tables = [
    "logged_model_params",
    "logged_model_tags",
    "logged_model_metrics",
    "run_model_inputs",
    "run_model_outputs",
  ] as const;
  for (const table of tables) await db.deleteFrom(table).where("model_id", "=", model.id).execute();
  await db.deleteFrom("logged_models").where("id", "=", model.id).execute();
  await noteFolder(tx, folderOf(model.artifact_root), now);
}

/** How many logged models went with it; undefined when it stays: it was restored, or a run of it is needed. */
async function removeExperiment(
  tx: Tx,
  now: number,
  id: number,
  rules: RemovalRules,
): Promise<number | undefined> {
  const { db } = tx;
  const row = await db
    .selectFrom("experiments")
    .select("id")
    .where("id", "=", id)
    .where("is_deleted", "=", 1)
    .where("updated_at", "<", rules.deletedBefore)
    .executeTakeFirst();
  const run = await db.selectFrom("runs").select("id").where("experiment_id", "=", id).executeTakeFirst();
  if (row === undefined || run !== undefined) return undefined;
  const models = await db
    .selectFrom("logged_models")
    .select(["id", "artifact_root"])
    .where("experiment_id", "=", id)
    .execute();
  for (const model of models) await removeModel(tx, now, model);
  await db.deleteFrom("input_datasets").where("experiment_id", "=", id).execute();
  await db.deleteFrom("experiment_tags").where("experiment_id", "=", id).execute();
  await db.deleteFrom("experiments").where("id", "=", id).execute();
  return models.length;
}

async function removeUpload({ db }: Tx, id: string, rules: RemovalRules): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("artifact_uploads")
    .where("id", "=", id)
    .where((where) => where(where.fn.coalesce("touched_at", "started_at"), "<", rules.uploadsBefore))
    .executeTakeFirst();
  if (numDeletedRows === 0n) return 0;
  await db.deleteFrom("artifact_upload_parts").where("upload_id", "=", id).execute();
  return 1;
}

async function removePackage(tx: Tx, folder: string, rules: RemovalRules): Promise<void> {
  const { folders } = await rules.needed(tx.db as unknown as Kysely<unknown>);
  if (!new Folders(folders).touches(folder)) await noteFolder(tx, folder, rules.packagesBefore);
}

async function noteFolder(tx: Tx, path: string | undefined, removedAt: number): Promise<void> {
  if (path === undefined || path === "") return;
  await tx.insert("removed_folders", ["path", "removed_at"], [[path, removedAt]], {
    columns: ["path"],
    update: ["removed_at"],
  });
}
