import { sql } from "kysely";
import { parseFilter } from "../../../engines/search/parse-filter.ts";
import { type OrderObject, parseOrderBy } from "../../../engines/search/parse-order-by.ts";
import type { Filter, SearchKind } from "../../../engines/search/query.ts";
import type { Clock } from "../../../kernel/clock.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { conditionOf } from "./condition.ts";
import { afterPlace, keyColumns, orderClause, orderOf, type Place, placeOf } from "./order.ts";
import { readable } from "./readable.ts";
import type { Searchable, Sql } from "./searchable.ts";

export interface Search {
  readonly filter?: string | undefined;
  readonly orderBy?: readonly (string | OrderObject)[] | undefined;
  readonly limit: number;
  /** The place of the last one seen. */
  readonly after?: Place | undefined;
}

/** What is searched for by a filter, where what it says has a meaning beyond its comparisons. */
interface Prepared {
  readonly filter: Filter | undefined;
  readonly given: readonly Sql[];
}

export type FoundRow = Readonly<Record<string, unknown>>;

/** Rows of a table that meet a filter and the given conditions, a page of them; `next` is the place to go on from. */
export async function searchRows(
  { meta, clock }: { readonly meta: MetaStore; readonly clock: Clock },
  kind: SearchKind,
  searched: Searchable,
  asked: Search,
  given: readonly Sql[] | ((filter: Filter | undefined) => Prepared),
): Promise<{ rows: FoundRow[]; next: Place | null }> {
  const parsed = readable(() => parseFilter(asked.filter ?? "", kind, clock.now()));
  const { filter, given: conditionsGiven } =
    typeof given === "function" ? given(parsed) : { filter: parsed, given };
  const terms = readable(() => parseOrderBy(asked.orderBy ?? [], kind));
  const order = orderOf(terms, searched);
  const conditions = [...conditionsGiven];
  if (filter !== undefined) conditions.push(conditionOf(filter, searched, meta.dialect));
  if (asked.after !== undefined) conditions.push(afterPlace(order.keys, asked.after));
  const joins = order.joins.length === 0 ? sql`` : sql.join(order.joins, sql` `);
  const { rows } = await sql<FoundRow>`
    select e.*, ${keyColumns(order.keys)} from ${searched.table} e ${joins}
    where ${sql.join(conditions, sql` and `)}
    order by ${orderClause(order.keys)} limit ${asked.limit + 1}`.execute(meta.read<unknown>());
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    next: rows.length > asked.limit && last !== undefined ? placeOf(last, order.keys) : null,
  };
}
