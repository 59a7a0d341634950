import { sql } from "kysely";
import type { ExperimentsDeps } from "../surface.ts";
import { type RunsAsked, runsAsked } from "./search-runs.ts";

/** How many runs meet a filter. Without one, only an index is read. */
export async function countRuns(deps: ExperimentsDeps, asked: RunsAsked): Promise<number> {
  const source = await runsAsked(deps, asked);
  if (source === undefined) return 0;
  const { db, from, conditions } = source;
  const { rows } = await sql<{ runs: number }>`
    select count(*) as runs from ${from} where ${sql.join(conditions, sql` and `)}`.execute(db);
  return Number(rows[0]?.runs ?? 0);
}
