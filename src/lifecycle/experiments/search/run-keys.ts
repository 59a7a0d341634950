import { type Kysely, sql } from "kysely";
import type { KeyCounts, RunKeys } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { experimentRow } from "../catalogue/experiment-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import type { Sql } from "./searchable.ts";

export interface KeysAsked {
  /** Only keys that begin so. */
  readonly prefix: string;
  /** Of each kind. */
  readonly limit: number;
}
export type KeysFound = RunKeys;

/** Keys of one kind that are looked at, in their order, to find the most frequent. */
const mostKeys = 5_000;
/** Index entries that are counted, for all keys of a kind: some 10 ms. */
const mostCounted = 200_000;

/** The keys of an experiment's metrics, parameters and tags, most frequent first, then by name. */
export async function runKeys(meta: MetaStore, experimentId: string, asked: KeysAsked): Promise<KeysFound> {
  const db = meta.read<ExperimentsTables>();
  const { id } = await experimentRow(db, experimentId);
  return {
    metrics: await keysIn(db, "run_curves", id, asked),
    params: await keysIn(db, "run_params", id, asked),
    tags: await keysIn(db, "run_tags", id, asked),
  };
}

async function keysIn(
  db: Kysely<ExperimentsTables>,
  name: "run_curves" | "run_params" | "run_tags",
  experiment: number,
  { prefix, limit }: KeysAsked,
): Promise<KeyCounts> {
  const table = sql.table(name);
  const listed = keysOf(table, experiment, prefix);
  const { rows: known } = await sql<{ keys: number }>`
    with recursive ${listed} select count(*) as keys from keys where key is not null`.execute(db);
  const keys = known[0]?.keys ?? 0;
  const most = Math.min(10_000, Math.max(20, Math.floor(mostCounted / Math.max(keys, 1))));
  const { rows } = await sql<{ key: string; runs: number }>`
    with recursive ${listed}
    select key, (select count(*) from (
      select 1 from ${table} c where c.experiment_id = ${experiment} and c.key = keys.key limit ${most + 1}
    ) as some) as runs
    from keys where key is not null order by runs desc, key limit ${limit}`.execute(db);
  return {
    items: rows.map(({ key, runs }) => ({
      key,
      runs: Math.min(runs, most),
      isMore: runs > most,
    })),
    isCut: keys > limit || keys >= mostKeys,
  };
}

/** One jump through the index for each key, whatever the number of runs that have it. */
function keysOf(table: Sql, experiment: number, prefix: string): Sql {
  const within = sql`c.experiment_id = ${experiment} and c.key < ${`${prefix}\u{10ffff}`}`;
  return sql`keys (key, n) as (
    select min(c.key), 1 from ${table} c where ${within} and c.key >= ${prefix}
    union all
    select (select min(c.key) from ${table} c where ${within} and c.key > keys.key), keys.n + 1
    from keys where keys.key is not null and keys.n < ${mostKeys}
  )`;
}
