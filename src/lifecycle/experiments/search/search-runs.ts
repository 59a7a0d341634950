import { type Kysely, sql } from "kysely";
import type { Run } from "../../../contract/records/experiments.ts";
import { parseFilter } from "../../../engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../engines/search/parse-order-by.ts";
import type { OrderTerm } from "../../../engines/search/query.ts";
import { experimentNumber } from "../catalogue/experiment-id.ts";
import { completeRuns } from "../runs/run-store.ts";
import type { RunRow } from "../runs/run-rows.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { chooseStart, without } from "./choose-start.ts";
import { conditionOf } from "./condition.ts";
import { afterPlace, keyColumns, type Order, orderClause, orderOf, type Place, placeOf } from "./order.ts";
import { readable } from "./readable.ts";
import { searchableRuns, type Sql } from "./searchable.ts";

/** Whether deleted ones are searched: not, only they, or all. */
export type View = "active" | "deleted" | "all";

/** Which runs. */
export interface RunsAsked {
  /** All that are not deleted, when absent. */
  readonly experimentIds?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly view: View;
}

export interface SearchRuns extends RunsAsked {
  readonly orderBy?: readonly string[] | undefined;
  readonly limit: number;
  /** The place of the last run seen. */
  readonly after?: Place | undefined;
}

/** Runs that meet a filter, in an order that is total; `next` is the place to go on from. */
export async function searchRuns(
  deps: ExperimentsDeps,
  asked: SearchRuns,
): Promise<{ items: Run[]; next: Place | null }> {
  const terms = readable(() => parseOrderBy(asked.orderBy ?? [], "run"));
  const source = await runsAsked(deps, asked);
  if (source === undefined) return { items: [], next: null };
  const { db, experiments, from } = source;
  const order = orderOf(terms, searchableRuns);
  const conditions = [...source.conditions];
  if (asked.after !== undefined) conditions.push(afterPlace(order.keys, asked.after));
  const wanted = asked.limit + 1;
  const rows =
    (source.isFew ? undefined : await byMetric(db, terms, order, experiments, conditions, wanted)) ??
    (await select(db, from, order, conditions, wanted));
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    items: await completeRuns(db, shown),
    next: rows.length > asked.limit && last !== undefined ? placeOf(last, order.keys) : null,
  };
}

/** Where the runs that are asked for are found, as `e`. */
export interface RunsSource {
  readonly db: Kysely<ExperimentsTables>;
  readonly experiments: readonly number[];
  readonly view: View;
  readonly from: Sql;
  /** What they have in common without the filter, and with it. */
  readonly scope: readonly Sql[];
  readonly conditions: readonly Sql[];
  /** `from` leaves few already. */
  readonly isFew: boolean;
}

/** Undefined where there is no experiment to look into. */
export async function runsAsked(
  { meta, clock }: ExperimentsDeps,
  asked: RunsAsked,
): Promise<RunsSource | undefined> {
  const filter = readable(() => parseFilter(asked.filter ?? "", "run", clock.now()));
  const db = meta.read<ExperimentsTables>();
  const experiments = asked.experimentIds?.map(experimentNumber) ?? (await activeExperiments(db));
  if (experiments.length === 0) return undefined;
  const { view } = asked;
  const scope = [sql`e.experiment_id in (${sql.join(experiments)})`, viewOf(view)];
  const begin = await chooseStart(db, filter, experiments, meta.dialect);
  const rest = filter === undefined || begin === undefined ? filter : without(filter, begin.met);
  const conditions = [...scope];
  if (rest !== undefined) conditions.push(conditionOf(rest, searchableRuns, meta.dialect));
  const common = { db, experiments, view, scope };
  if (begin === undefined) return { ...common, from: sql`runs e`, conditions, isFew: false };
  const from = sql`(${begin.start}) as s cross join runs e`;
  return { ...common, from, conditions: [sql`e.id = s.run_id`, ...conditions], isFew: true };
}

async function activeExperiments(db: Kysely<ExperimentsTables>): Promise<number[]> {
  const rows = await db.selectFrom("experiments").select("id").where("is_deleted", "=", 0).execute();
  return rows.map(({ id }) => id);
}

export function viewOf(view: View): Sql {
  if (view === "all") return sql`e.is_deleted in (0, 1)`;
  return sql`e.is_deleted = ${view === "deleted" ? 1 : 0}`;
}

type Found = RunRow & Readonly<Record<string, unknown>>;

async function select(
  db: Kysely<ExperimentsTables>,
  from: Sql,
  order: Order,
  conditions: readonly Sql[],
  limit: number,
): Promise<Found[]> {
  const joins = order.joins.length === 0 ? sql`` : sql.join(order.joins, sql` `);
  // Sorted by id and keys alone: the rest of a row is read of those that are wanted.
  const found = await sql<Found>`
    select e.*, f.* from (
      select e.id as found_id, ${keyColumns(order.keys)} from ${from} ${joins}
      where ${sql.join(conditions, sql` and `)} order by ${orderClause(order.keys)} limit ${limit}
    ) as f cross join runs e where e.id = f.found_id order by ${foundOrder(order)}`.execute(db);
  return found.rows;
}

function foundOrder({ keys }: Order): Sql {
  return sql.join(
    keys.map(
      ({ isAscending }, index) => sql`${sql.ref(`f.k${index}`)} ${sql.raw(isAscending ? "asc" : "desc")}`,
    ),
  );
}

/**
 * Runs in the order of a metric are read from its index, the values first, as far as they fill the page. Undefined
 * where they do not, or where the order is another one.
 */
async function byMetric(
  db: Kysely<ExperimentsTables>,
  [first]: readonly OrderTerm[],
  order: Order,
  experiments: readonly number[],
  conditions: readonly Sql[],
  limit: number,
): Promise<Found[] | undefined> {
  if (first?.field.type !== "metric" || first.field.aggregate !== "last" || experiments.length !== 1)
    return undefined;
  const [, ...otherJoins] = order.joins;
  // The rank is 0 in this index, so that the value itself leads the order.
  const [, value, ...rest] = order.keys;
  if (value === undefined) return undefined;
  const keys = [{ ...value, value: sql`o0.last` }, ...rest];
  const inIndex = sql`o0.experiment_id = ${experiments[0]} and o0.key = ${first.field.key} and o0.is_nan = 0`;
  const joins = otherJoins.length === 0 ? sql`` : sql.join(otherJoins, sql` `);
  const found = await sql<Found>`
    select e.*, ${keyColumns(order.keys)} from run_curves o0 cross join runs e ${joins}
    where ${inIndex} and e.id = o0.run_id and ${sql.join(conditions, sql` and `)}
    order by ${orderClause(keys)} limit ${limit}`.execute(db);
  return found.rows.length === limit ? found.rows : undefined;
}
