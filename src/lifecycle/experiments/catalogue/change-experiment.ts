import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { checkExperimentTag, checkName } from "./create-experiment.ts";
import { activeExperimentRow, experimentRow } from "./experiment-store.ts";

/** Gives an experiment another name. Runs know it by its id. */
export async function renameExperiment(
  { meta, clock }: ExperimentsDeps,
  id: string,
  name: string,
): Promise<void> {
  checkName(name);
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    const row = await experimentRow(db, id);
    if (row.is_deleted === 1) throw fail("experiments/rename-deleted", { id: row.id });
    const other = await db.selectFrom("experiments").select("id").where("name", "=", name).executeTakeFirst();
    if (other !== undefined && other.id !== row.id) throw fail("experiments/exists", { name, id: other.id });
    await db
      .updateTable("experiments")
      .set({ name, updated_at: clock.now() })
      .where("id", "=", row.id)
      .execute();
  });
}

/** Hides an experiment with all its runs. Nothing is lost before `prumo gc`. */
export async function deleteExperiment(deps: ExperimentsDeps, id: string): Promise<void> {
  await setDeleted(deps, id, true);
}

/** Brings an experiment back, with all its runs. */
export async function restoreExperiment(deps: ExperimentsDeps, id: string): Promise<void> {
  await setDeleted(deps, id, false);
}

async function setDeleted({ meta, clock }: ExperimentsDeps, id: string, isDeleted: boolean): Promise<void> {
  const now = clock.now();
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    const row = await experimentRow(db, id);
    if ((row.is_deleted === 1) === isDeleted) throw fail("experiments/no-experiment", { id: row.id });
    const flag = isDeleted ? 1 : 0;
    await db
      .updateTable("experiments")
      .set({ is_deleted: flag, updated_at: now })
      .where("id", "=", row.id)
      .execute();
    await db
      .updateTable("runs")
      .set({ is_deleted: flag, deleted_at: isDeleted ? now : null })
      .where("experiment_id", "=", row.id)
      .execute();
  });
}

export async function setExperimentTag(
  { meta }: ExperimentsDeps,
  id: string,
  tag: { readonly key: string; readonly value: string },
): Promise<void> {
  checkExperimentTag(tag);
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    const row = await activeExperimentRow(db, id);
    await db
      .insertInto("experiment_tags")
      .values({ experiment_id: row.id, ...tag })
      .onConflict((conflict) => conflict.columns(["experiment_id", "key"]).doUpdateSet({ value: tag.value }))
      .execute();
  });
}

export async function deleteExperimentTag({ meta }: ExperimentsDeps, id: string, key: string): Promise<void> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    const row = await activeExperimentRow(db, id);
    const { numDeletedRows } = await db
      .deleteFrom("experiment_tags")
      .where("experiment_id", "=", row.id)
      .where("key", "=", key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw fail("experiments/no-experiment-tag", { key, id: row.id });
  });
}
