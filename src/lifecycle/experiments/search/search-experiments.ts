import { type Selectable, sql } from "kysely";
import type { Experiment, LoggedModel } from "../../../contract/records/experiments.ts";
import { parseFilter } from "../../../engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../engines/search/parse-order-by.ts";
import type { OrderTerm } from "../../../engines/search/query.ts";
import { experimentNumber } from "../catalogue/experiment-id.ts";
import { withTags } from "../catalogue/experiment-store.ts";
import { completeModels, type LoggedModelRow } from "../logged-models/logged-model-store.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { conditionOf } from "./condition.ts";
import { afterPlace, keyColumns, orderClause, orderOf, type Place, placeOf } from "./order.ts";
import { readable } from "./readable.ts";
import { type Searchable, searchableExperiments, searchableLoggedModels, type Sql } from "./searchable.ts";
import { type View, viewOf } from "./search-runs.ts";

export interface Search {
  readonly filter?: string | undefined;
  readonly orderBy?: readonly string[] | undefined;
  readonly limit: number;
  /** The place of the last one seen. */
  readonly after?: Place | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** Experiments that meet a filter, newest first unless ordered otherwise. */
export async function searchExperiments(
  deps: ExperimentsDeps,
  asked: Search & { readonly view: View },
): Promise<{ items: Experiment[]; next: Place | null }> {
  const terms = readable(() => parseOrderBy(asked.orderBy ?? [], "experiment"));
  const { rows, next } = await search(deps, "experiment", searchableExperiments, terms, asked, [
    viewOf(asked.view),
  ]);
  const found = rows as unknown as Selectable<ExperimentsTables["experiments"]>[];
  return { items: await withTags(deps.meta.read<ExperimentsTables>(), found), next };
}

/** Logged models that meet a filter, newest first unless ordered otherwise. Deleted ones are not found. */
export async function searchLoggedModels(
  deps: ExperimentsDeps,
  asked: Search & { readonly experimentIds: readonly string[] },
): Promise<{ items: LoggedModel[]; next: Place | null }> {
  const experiments = asked.experimentIds.map(experimentNumber);
  const terms = readable(() => parseOrderBy(asked.orderBy ?? [], "loggedModel"));
  if (experiments.length === 0) return { items: [], next: null };
  const { rows, next } = await search(deps, "loggedModel", searchableLoggedModels, terms, asked, [
    viewOf("active"),
    sql`e.experiment_id in (${sql.join(experiments)})`,
  ]);
  return {
    items: await completeModels(deps.meta.read<ExperimentsTables>(), rows as unknown as LoggedModelRow[]),
    next,
  };
}

async function search(
  { meta, clock }: ExperimentsDeps,
  kind: "experiment" | "loggedModel",
  searched: Searchable,
  terms: readonly OrderTerm[],
  asked: Search,
  given: readonly Sql[],
): Promise<{ rows: Row[]; next: Place | null }> {
  const filter = readable(() => parseFilter(asked.filter ?? "", kind, clock.now()));
  const order = orderOf(terms, searched);
  const conditions = [...given];
  if (filter !== undefined) conditions.push(conditionOf(filter, searched, meta.dialect));
  if (asked.after !== undefined) conditions.push(afterPlace(order.keys, asked.after));
  const joins = order.joins.length === 0 ? sql`` : sql.join(order.joins, sql` `);
  const { rows } = await sql<Row>`
    select e.*, ${keyColumns(order.keys)} from ${searched.table} e ${joins}
    where ${sql.join(conditions, sql` and `)}
    order by ${orderClause(order.keys)} limit ${asked.limit + 1}`.execute(meta.read<ExperimentsTables>());
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    next: rows.length > asked.limit && last !== undefined ? placeOf(last, order.keys) : null,
  };
}
