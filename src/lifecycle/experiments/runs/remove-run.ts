import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { activeRunRow, runRow } from "./run-rows.ts";

/** Hides a run; again is no error. Nothing is lost before `prumo gc`. */
export async function deleteRun(deps: ExperimentsDeps, id: string): Promise<void> {
  await setDeleted(deps, id, deps.clock.now());
}

/** Brings a run back. */
export async function restoreRun(deps: ExperimentsDeps, id: string): Promise<void> {
  await setDeleted(deps, id, null);
}

async function setDeleted({ meta }: ExperimentsDeps, id: string, deletedAt: number | null): Promise<void> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await runRow(db, id);
    await db
      .updateTable("runs")
      .set({ is_deleted: deletedAt === null ? 0 : 1, deleted_at: deletedAt })
      .where("id", "=", id)
      .execute();
  });
}

export async function deleteRunTag({ meta }: ExperimentsDeps, id: string, key: string): Promise<void> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await activeRunRow(db, id);
    const { numDeletedRows } = await db
      .deleteFrom("run_tags")
      .where("run_id", "=", id)
      .where("key", "=", key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw fail("experiments/no-run-tag", { key, id });
  });
}

/** Every table whose rows belong to a run by its id; points go by the numbers of its curves. */
export const tablesOfRuns = [
  "run_curves",
  "run_params",
  "run_tags",
  "run_inputs",
  "run_model_inputs",
  "run_model_outputs",
  "logged_model_metrics",
] as const;

/** Removes all that was logged to a run. */
export async function emptyRun({ db }: MetaTransaction<ExperimentsTables>, id: string): Promise<void> {
  await db
    .deleteFrom("run_points")
    .where("curve", "in", (from) => from.selectFrom("run_curves").select("curve").where("run_id", "=", id))
    .execute();
  for (const table of tablesOfRuns) await db.deleteFrom(table).where("run_id", "=", id).execute();
}
