import type { Kysely, Selectable } from "kysely";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ExperimentsTables } from "../tables.ts";

export type RunRow = Selectable<ExperimentsTables["runs"]>;

/** The row of a run, deleted or not; experiments/no-run when there is none. */
export async function runRow(db: Kysely<ExperimentsTables>, id: string): Promise<RunRow> {
  const row = await db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw fail("experiments/no-run", { id: id.slice(0, 300) });
  return row;
}

/** The row of a run that is not deleted, for whoever adds to it. */
export async function activeRunRow(db: Kysely<ExperimentsTables>, id: string): Promise<RunRow> {
  const row = await runRow(db, id);
  if (row.is_deleted === 1) throw fail("experiments/run-deleted", { id });
  return row;
}
