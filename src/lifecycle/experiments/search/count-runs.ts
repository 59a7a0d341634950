import { sql } from "kysely";
import type { ExperimentsDeps } from "../surface.ts";
import { inParts } from "./in-parts.ts";
import { type RunsAsked, type RunsSource, runsAsked } from "./search-runs.ts";
import type { Sql } from "./searchable.ts";

/** How many runs meet a filter. Without one, only an index is read. */
export async function countRuns(deps: ExperimentsDeps, asked: RunsAsked): Promise<number> {
  const source = await runsAsked(deps, asked);
  if (source === undefined) return 0;
  if (source.conditions.length === source.scope.length) return count(source, sql`1 = 1`);
  let runs = 0;
  for await (const part of inParts(source)) runs += await count(source, part);
  return runs;
}

async function count({ db, from, conditions }: RunsSource, part: Sql): Promise<number> {
  const { rows } = await sql<{ runs: number }>`
    select count(*) as runs from ${from} where ${sql.join([...conditions, part], sql` and `)}`.execute(db);
  return rows[0]?.runs ?? 0;
}
