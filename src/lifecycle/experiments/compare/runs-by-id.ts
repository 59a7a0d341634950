import type { Run } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { completeRuns } from "../runs/run-store.ts";
import type { ExperimentsTables } from "../tables.ts";

/** Runs by their ids, deleted or not, in the order asked for and each once; a few queries whatever their number. */
export async function runsById(
  meta: MetaStore,
  ids: readonly string[],
): Promise<{ items: Run[]; missing: string[] }> {
  const db = meta.read<ExperimentsTables>();
  const wanted = [...new Set(ids)];
  const rows = await db.selectFrom("runs").selectAll().where("id", "in", wanted).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    items: await completeRuns(
      db,
      wanted.flatMap((id) => byId.get(id) ?? []),
    ),
    missing: wanted.filter((id) => !byId.has(id)),
  };
}
