import type { Run } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { experimentRow } from "../catalogue/experiment-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import { completeRuns } from "./run-store.ts";

/** Runs of an experiment that are not deleted, newest first; the cursor is `<start>.<id>` of the last one seen. */
export async function listRuns(
  meta: MetaStore,
  experimentId: string,
  page: { readonly limit?: number; readonly cursor?: string | undefined } = {},
): Promise<{ items: Run[]; next: string | null }> {
  const db = meta.read<ExperimentsTables>();
  const { id } = await experimentRow(db, experimentId);
  const limit = page.limit ?? 100;
  let query = db
    .selectFrom("runs")
    .selectAll()
    .where("experiment_id", "=", id)
    .where("is_deleted", "=", 0)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc");
  const seen = /^(\d{1,15})\.(\w{1,256})$/.exec(page.cursor ?? "");
  if (seen !== null) {
    query = query.where((where) =>
      where(where.refTuple("started_at", "id"), "<", where.tuple(Number(seen[1]), String(seen[2]))),
    );
  }
  const rows = await query.limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? `${last.started_at}.${last.id}` : null;
  return { items: await completeRuns(db, shown), next };
}
