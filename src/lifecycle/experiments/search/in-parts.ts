import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { afterPlace, keyColumns, orderClause, type Place, placeOf } from "./order.ts";
import type { RunsSource } from "./search-runs.ts";
import { searchableRuns, type Sql } from "./searchable.ts";

/** Runs that are looked at before the event loop gets a turn: some 10 ms. */
const partSize = 5_000;

/**
 * The runs that are asked for, newest first, part by part, for what has to see all of them: each part is a
 * condition that goes with those of the source. Only one experiment has an index to be read so.
 */
export async function* inParts(source: RunsSource): AsyncGenerator<Sql> {
  const { db, scope, experiments, isFew, view } = source;
  if (isFew || view === "all" || experiments.length !== 1) {
    yield sql`1 = 1`;
    return;
  }
  const { ties } = searchableRuns;
  let from: Place | undefined;
  for (;;) {
    const after = from === undefined ? sql`1 = 1` : afterPlace(ties, from);
    const { rows } = await sql<Record<string, unknown>>`
      select ${keyColumns(ties)} from runs e where ${sql.join(scope, sql` and `)} and ${after}
      order by ${orderClause(ties)} limit 1 offset ${partSize - 1}`.execute(db);
    const to = rows[0] === undefined ? undefined : placeOf(rows[0], ties);
    yield to === undefined ? after : sql`${after} and not ${afterPlace(ties, to)} and ${fromStart(to)}`;
    if (to === undefined) return;
    from = to;
    await nextTurn();
  }
}

/** Says again what `not after` says, so that the index ends where the part ends. */
function fromStart([startedAt]: Place): Sql {
  return sql`e.started_at >= ${startedAt}`;
}
