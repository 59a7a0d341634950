import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { type GroupBest, metricJson } from "../../../contract/records/experiments.ts";
import { parseFields } from "../../../engines/search/parse-fields.ts";
import { isLowerBetter } from "../../../engines/search/query.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ExperimentsDeps } from "../surface.ts";
import { groupValue } from "./group-value.ts";
import { inParts } from "./in-parts.ts";
import { readable } from "./readable.ts";
import { type RunsAsked, runsAsked } from "./search-runs.ts";
import { searchableRuns } from "./searchable.ts";

export interface BestsAsked extends RunsAsked {
  readonly group?: string | undefined;
  /** Metrics, comma-separated. */
  readonly keys: string;
}

const mostKeys = 50;
const mostGroups = 2_000;

/**
 * The best of what each run has as the value of a metric, by group; without a group there is one, of null. Lower is
 * better or higher is, by the metric's name. NaN is never best.
 */
export async function bestValues(deps: ExperimentsDeps, asked: BestsAsked): Promise<GroupBest[]> {
  const fields = readable(() => parseFields(asked.keys, "run"));
  if (fields.length > mostKeys)
    throw fail("kernel/bad-input", { where: "keys", problem: `there are more than ${mostKeys}` });
  const { value, join } = groupValue(asked.group);
  const source = await runsAsked(deps, asked);
  if (source === undefined) return [];
  const groups = new Map<string | null, (number | null)[]>();
  for await (const part of inParts(source)) {
    for (const [index, field] of fields.entries()) {
      if (field.type !== "metric")
        throw fail("kernel/bad-input", { where: "keys", problem: "only metrics have a best value" });
      const curve = searchableRuns.related(field, "c");
      const better = isLowerBetter(field.key) ? Math.min : Math.max;
      const { rows } = await sql<{ value: string | null; best: number }>`
        select ${value} as value, ${sql.raw(better.name)}(${curve.value}) as best
        from ${source.from} join ${curve.from} on ${curve.on} ${join}
        where ${sql.join([...source.conditions, part], sql` and `)} and not (${curve.isNan ?? sql`false`})
        group by 1 limit ${mostGroups}`.execute(source.db);
      for (const { value: group, best } of rows) {
        const bests = groups.get(group) ?? fields.map(() => null);
        bests[index] = better(bests[index] ?? best, best);
        if (groups.size < mostGroups) groups.set(group, bests);
      }
      await nextTurn();
    }
  }
  return [...groups].map(([group, bests]) => ({
    value: group,
    best: bests.map((best) => (best === null ? null : metricJson(best))),
  }));
}
