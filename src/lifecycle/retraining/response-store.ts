import type { Transaction } from "kysely";
import type { Response } from "../../contract/records/monitors.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore, Migration } from "../../ports/meta-store.ts";

export const retrainingMigrations: Migration[] = [
  {
    id: "retraining-001-responses",
    statements: [
      `CREATE TABLE responses (
        id TEXT PRIMARY KEY,
        alert_id TEXT UNIQUE,
        pipeline_run_id TEXT,
        state TEXT NOT NULL,
        response TEXT NOT NULL
      )`,
      `CREATE INDEX responses_by_run ON responses (pipeline_run_id)`,
    ],
  },
];

export interface RetrainingTables {
  responses: {
    id: string;
    alert_id: string | null;
    pipeline_run_id: string | null;
    state: string;
    response: string;
  };
}

const parsed = ({ response }: { response: string }) => JSON.parse(response) as Response;

/** Newest first; the cursor is the id of the last one, and ids sort by time. */
export async function readResponses(
  meta: MetaStore,
  page: { readonly limit?: number; readonly cursor?: string | undefined } = {},
): Promise<{ items: Response[]; next: string | null }> {
  const limit = page.limit ?? 100;
  let query = meta
    .read<RetrainingTables>()
    .selectFrom("responses")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (page.cursor !== undefined) query = query.where("id", "<", page.cursor);
  const rows = await query.execute();
  const kept = rows.slice(0, limit);
  return { items: kept.map(parsed), next: rows.length > limit ? (kept.at(-1)?.id ?? null) : null };
}

export async function readResponse(meta: MetaStore, id: string): Promise<Response> {
  const row = await meta
    .read<RetrainingTables>()
    .selectFrom("responses")
    .select("response")
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw fail("retraining/no-response", { id });
  return parsed(row);
}

export async function findBy(
  meta: MetaStore,
  column: "alert_id" | "pipeline_run_id",
  value: string,
): Promise<Response | null> {
  const row = await meta
    .read<RetrainingTables>()
    .selectFrom("responses")
    .select("response")
    .where(column, "=", value)
    .executeTakeFirst();
  return row === undefined ? null : parsed(row);
}

/** Inserts or replaces. */
export async function saveResponse(db: Transaction<RetrainingTables>, response: Response): Promise<void> {
  const { id, alertId, pipelineRunId, state } = response;
  const row = {
    id,
    alert_id: alertId,
    pipeline_run_id: pipelineRunId,
    state,
    response: JSON.stringify(response),
  };
  await db
    .insertInto("responses")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}
