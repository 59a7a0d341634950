import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely, Selectable } from "kysely";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { storePath } from "../artifacts/artifact-path.ts";
import { defaultExperimentId } from "../catalogue/experiment-id.ts";
import { listArtifacts } from "../artifacts/artifact-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import { Folders } from "./folders.ts";

/** What registered versions need of the artifact store, whoever left it. */
export interface NeededArtifacts {
  readonly folders: ReadonlySet<string>;
  /** Ids of runs that have to stay. */
  readonly runs: ReadonlySet<string>;
}

export interface RemovalRules {
  /** What was deleted before this goes, epoch milliseconds. */
  readonly deletedBefore: number;
  /** Uploads that nothing came for since this are abandoned. */
  readonly uploadsBefore: number;
  /** Packages of versions that are gone, put before this. */
  readonly packagesBefore: number;
  /** Pipeline runs that have not ended: their runs stay. */
  readonly underWay: ReadonlySet<string>;
  /** Asked inside each transaction that removes something. */
  readonly needed: (db: Kysely<unknown>) => Promise<NeededArtifacts>;
}

/** What is to be removed, as it is now. */
export interface Due {
  readonly experiments: readonly { readonly id: number; readonly name: string }[];
  readonly runs: readonly string[];
  readonly loggedModels: readonly string[];
  readonly uploads: readonly string[];
  /** Packages of versions that are gone, by their folders. */
  readonly packages: readonly string[];
  /** All folders that go, with the time before which their files were put. */
  readonly folders: ReadonlyMap<string, number>;
  /** Runs that were deleted long enough ago and stay, as a version or a pipeline run needs them. */
  readonly needed: number;
}

type RunRow = Pick<
  Selectable<ExperimentsTables["runs"]>,
  "id" | "artifact_root" | "pipeline_run_id" | "deleted_at"
>;
type ModelRow = Selectable<ExperimentsTables["logged_models"]>;

export async function readDue(meta: MetaStore, rules: RemovalRules): Promise<Due> {
  const db = meta.read<ExperimentsTables>();
  const needed = await rules.needed(db as Kysely<unknown>);
  const neededFolders = new Folders(needed.folders);
  const due = {
    experiments: [] as { id: number; name: string }[],
    runs: [] as string[],
    models: new Set<string>(),
  };
  const folders = new Map<string, number>();
  const leave = (root: string) => folders.set(folderOf(root) ?? "", Number.MAX_SAFE_INTEGER);
  let stay = 0;
  for (const experiment of await db.selectFrom("experiments").selectAll().orderBy("id").execute()) {
    const runs = await deletedRuns(db, experiment.id);
    const old = runs.filter((run) => (run.deleted_at ?? 0) < rules.deletedBefore);
    const going = old.filter((run) => !isNeeded(run, needed, rules));
    stay += old.length - going.length;
    for (const run of going) {
      due.runs.push(run.id);
      leave(run.artifact_root);
    }
    const isGone =
      experiment.is_deleted === 1 &&
      experiment.updated_at < rules.deletedBefore &&
      String(experiment.id) !== defaultExperimentId &&
      going.length === runs.length &&
      !(await hasActiveRun(db, experiment.id));
    if (isGone) due.experiments.push({ id: experiment.id, name: experiment.name });
    for (const model of await modelsOf(db, experiment.id, isGone, rules.deletedBefore)) {
      due.models.add(model.id);
      leave(model.artifact_root);
    }
  }
  const going = new Set(due.runs);
  for (const [index, run] of due.runs.entries()) {
    if (index % 100 === 99) await nextTurn();
    for (const model of await madeBy(db, run)) {
      if (!(await goesWithRun(db, model, neededFolders, going))) continue;
      due.models.add(model.id);
      leave(model.artifact_root);
    }
  }
  const packages = await goneVersions(meta, neededFolders);
  for (const folder of packages) folders.set(folder, rules.packagesBefore);
  for (const row of await db.selectFrom("removed_folders").selectAll().execute()) {
    if (!folders.has(row.path)) folders.set(row.path, row.removed_at);
  }
  folders.delete("");
  const { experiments, runs } = due;
  const uploads = await abandoned(db, rules.uploadsBefore);
  return { experiments, runs, loggedModels: [...due.models], uploads, packages, folders, needed: stay };
}

/** Where the files of an owner are in our store; undefined when they are elsewhere, which is the client's business. */
export function folderOf(root: string): string | undefined {
  return root.startsWith("mlflow-artifacts:/") ? storePath(root) : undefined;
}

/** Whether a run has to stay, though it was deleted. */
export function isNeeded(run: RunRow, needed: NeededArtifacts, rules: RemovalRules): boolean {
  return needed.runs.has(run.id) || (run.pipeline_run_id !== null && rules.underWay.has(run.pipeline_run_id));
}

export function madeBy(db: Kysely<ExperimentsTables>, runId: string): Promise<ModelRow[]> {
  return db.selectFrom("logged_models").selectAll().where("source_run_id", "=", runId).execute();
}

/** A logged model goes with the run that made it, unless a version or a run that stays has to do with it. */
export async function goesWithRun(
  db: Kysely<ExperimentsTables>,
  model: ModelRow,
  needed: Folders,
  going: ReadonlySet<string>,
): Promise<boolean> {
  const folder = folderOf(model.artifact_root);
  if (folder !== undefined && needed.touches(folder)) return false;
  for (const table of ["run_model_inputs", "run_model_outputs"] as const) {
    const users = await db.selectFrom(table).select("run_id").where("model_id", "=", model.id).execute();
    for (const { run_id: id } of users) {
      if (!going.has(id)) return false;
      const user = await db.selectFrom("runs").select("is_deleted").where("id", "=", id).executeTakeFirst();
      // It was restored since it was found to go.
      if (user?.is_deleted === 0) return false;
    }
  }
  return true;
}

function deletedRuns(db: Kysely<ExperimentsTables>, experiment: number): Promise<RunRow[]> {
  return db
    .selectFrom("runs")
    .select(["id", "artifact_root", "pipeline_run_id", "deleted_at"])
    .where("experiment_id", "=", experiment)
    .where("is_deleted", "=", 1)
    .execute();
}

async function hasActiveRun(db: Kysely<ExperimentsTables>, experiment: number): Promise<boolean> {
  const row = await db
    .selectFrom("runs")
    .select("id")
    .where("experiment_id", "=", experiment)
    .where("is_deleted", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function modelsOf(
  db: Kysely<ExperimentsTables>,
  experiment: number,
  all: boolean,
  deletedBefore: number,
): Promise<Pick<ModelRow, "id" | "artifact_root">[]> {
  let query = db
    .selectFrom("logged_models")
    .select(["id", "artifact_root"])
    .where("experiment_id", "=", experiment);
  if (!all) query = query.where("is_deleted", "=", 1).where("deleted_at", "<", deletedBefore);
  return query.execute();
}

/** Folders that `register` has filled for versions that are deleted by now. */
async function goneVersions(meta: MetaStore, needed: Folders): Promise<string[]> {
  return (await listArtifacts(meta, "models"))
    .filter(({ path, isFolder }) => isFolder && /^mdv_[0-9a-z]+$/.test(path))
    .map(({ path }) => `models/${path}`)
    .filter((folder) => !needed.touches(folder));
}

async function abandoned(db: Kysely<ExperimentsTables>, before: number): Promise<string[]> {
  const rows = await db
    .selectFrom("artifact_uploads")
    .select("id")
    .where((where) => where(where.fn.coalesce("touched_at", "started_at"), "<", before))
    .execute();
  return rows.map(({ id }) => id);
}
