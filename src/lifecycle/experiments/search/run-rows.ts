import type { Kysely } from "kysely";
import { sql } from "kysely";
import { metricJson, type RunRow } from "../../../contract/records/experiments.ts";
import { parseFields } from "../../../engines/search/parse-fields.ts";
import { type Field, summaryOf } from "../../../engines/search/query.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import { readable } from "./readable.ts";

const longestText = 300;

type Keyed = Exclude<Field, { type: "attribute" | "dataset" }>;
type Db = Kysely<ExperimentsTables>;

/** What a table shows of runs, in the order of the ids; what is not asked for is not read. */
export async function runRows(meta: MetaStore, ids: readonly string[], keys: string): Promise<RunRow[]> {
  const fields = readable(() => parseFields(keys, "run")).map(keyed);
  if (ids.length === 0) return [];
  const db = meta.read<ExperimentsTables>();
  const runs = await db
    .selectFrom("runs")
    .select(["id", "name", "user_name", "state", "is_deleted", "started_at", "finished_at"])
    .where("id", "in", ids)
    .execute();
  const curves = await curvesOf(db, ids, keysOf(fields, "metric"));
  const params = await textsOf(db, "run_params", ids, keysOf(fields, "param"));
  const tags = await textsOf(db, "run_tags", ids, keysOf(fields, "tag"));
  const valueOf = (id: string, field: Keyed) => {
    if (field.type !== "metric")
      return (field.type === "tag" ? tags : params).get(id)?.get(field.key) ?? null;
    const curve = curves.get(id)?.get(field.key);
    return curve === undefined ? null : metricJson(curve[summaryOf(field.key, field.aggregate)]);
  };
  const byId = new Map(runs.map((run) => [run.id, run]));
  return ids.flatMap((id) => {
    const run = byId.get(id);
    if (run === undefined) return [];
    return {
      id,
      name: run.name,
      user: run.user_name,
      state: run.state,
      isDeleted: run.is_deleted === 1,
      startedAt: run.started_at,
      finishedAt: run.finished_at,
      values: fields.map((field) => valueOf(id, field)),
    };
  });
}

function keyed(field: Field): Keyed {
  if (field.type !== "attribute" && field.type !== "dataset") return field;
  throw fail("kernel/bad-input", { where: "keys", problem: "only metrics, parameters and tags are columns" });
}

function keysOf(fields: readonly Keyed[], type: Keyed["type"]): string[] {
  return [...new Set(fields.filter((field) => field.type === type).map(({ key }) => key))];
}

type ByRun<Value> = Map<string, Map<string, Value>>;

async function curvesOf(db: Db, ids: readonly string[], keys: readonly string[]) {
  if (keys.length === 0) return new Map() as ByRun<Record<"last" | "min" | "max", number>>;
  const rows = await db
    .selectFrom("run_curves")
    .select(["run_id", "key", "last", "is_nan", "min", "max"])
    .where("run_id", "in", ids)
    .where("key", "in", keys)
    .execute();
  return byRun(rows, ({ last, is_nan: isNan, min, max }) => ({
    last: isNan === 1 ? Number.NaN : last,
    min: min ?? Number.NaN,
    max: max ?? Number.NaN,
  }));
}

async function textsOf(db: Db, table: "run_params" | "run_tags", ids: readonly string[], keys: string[]) {
  if (keys.length === 0) return new Map() as ByRun<string>;
  const rows = await db
    .selectFrom(table)
    .select(["run_id", "key", sql<string>`substr(value, 1, ${longestText})`.as("value")])
    .where("run_id", "in", ids)
    .where("key", "in", keys)
    .execute();
  return byRun(rows, ({ value }) => value);
}

function byRun<Row extends { run_id: string; key: string }, Value>(
  rows: readonly Row[],
  value: (row: Row) => Value,
): ByRun<Value> {
  const found: ByRun<Value> = new Map();
  for (const row of rows) {
    const values = found.get(row.run_id) ?? new Map<string, Value>();
    values.set(row.key, value(row));
    found.set(row.run_id, values);
  }
  return found;
}
