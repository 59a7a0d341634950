import { sql } from "kysely";
import type { RunIds } from "../../../contract/records/experiments.ts";
import { compareTexts } from "../../../engines/search/compare.ts";
import { parseOrderBy } from "../../../engines/search/parse-order-by.ts";
import type { ExperimentsDeps } from "../surface.ts";
import { groupValue } from "./group-value.ts";
import { inParts } from "./in-parts.ts";
import { keyColumns, orderClause, type OrderKey, orderOf } from "./order.ts";
import { readable } from "./readable.ts";
import { type RunsAsked, runsAsked } from "./search-runs.ts";
import { searchableRuns } from "./searchable.ts";

export interface RunIdsAsked extends RunsAsked {
  readonly orderBy?: readonly string[] | undefined;
  /** A parameter, tag or attribute. */
  readonly group?: string | undefined;
}

/** A table's ids are some 35 bytes a run, and wait for one another. */
const mostIds = 200_000;
const mostGroups = 1_000;

/**
 * The ids of all runs that meet a filter, in their order: one reading of the index, after which any part of the
 * table is read by its ids, at the same cost at the top as at the end, and stays where it is while runs go on.
 */
export async function runIds(deps: ExperimentsDeps, asked: RunIdsAsked): Promise<RunIds> {
  const terms = readable(() => parseOrderBy(asked.orderBy ?? [], "run"));
  const { value, join } = groupValue(asked.group);
  const source = await runsAsked(deps, asked);
  if (source === undefined) return { ids: [], isCut: false, groups: [] };
  const order = orderOf(terms, searchableRuns);
  // Read newest first, which is what decides between equals; the rest is sorted here, as no index has it.
  const keys = order.keys.slice(0, -searchableRuns.ties.length);
  const columns = keys.length === 0 ? sql`` : sql`, ${keyColumns(keys)}`;
  const joins = order.joins.length === 0 ? sql`` : sql.join(order.joins, sql` `);
  const rows: Row[] = [];
  for await (const part of inParts(source)) {
    const found = await sql<Row>`
      select e.id, ${value} as value ${columns} from ${source.from} ${joins} ${join}
      where ${sql.join([...source.conditions, part], sql` and `)}
      order by ${orderClause(searchableRuns.ties)}`.execute(source.db);
    for (const row of found.rows) rows.push(row);
  }
  if (keys.length > 0) rows.sort(comparing(keys));
  const isCut = rows.length > mostIds;
  if (isCut) rows.length = mostIds;
  if (!asked.group) return { ids: rows.map(({ id }) => id), isCut, groups: [] };
  return { ...parted(rows), isCut };
}

interface Row {
  readonly id: string;
  readonly value: string | null;
  /** A key of the order. */
  readonly [key: `k${number}`]: string | number;
}

function comparing(keys: readonly OrderKey[]): (a: Row, b: Row) => number {
  const ways = keys.map(
    ({ isAscending }, index) => ({ name: `k${index}`, sign: isAscending ? 1 : -1 }) as const,
  );
  return (a, b) => {
    for (const { name, sign } of ways) {
      const [left, right] = [a[name], b[name]];
      if (left === right || left === undefined || right === undefined) continue;
      if (typeof left === "string" && typeof right === "string") return sign * compareTexts(left, right);
      return left < right ? -sign : sign;
    }
    return 0;
  };
}

/** Groups in the order of their first runs; what has one value too many goes together at the end. */
function parted(rows: readonly { readonly id: string; readonly value: string | null }[]) {
  const groups = new Map<string | null, string[]>();
  const rest: string[] = [];
  for (const { id, value } of rows) {
    const known = groups.get(value);
    if (known !== undefined) known.push(id);
    else if (groups.size < mostGroups) groups.set(value, [id]);
    else rest.push(id);
  }
  const counted = [...groups].map(([value, ids]) => ({ value, runs: ids.length, isRest: false }));
  if (rest.length > 0) counted.push({ value: null, runs: rest.length, isRest: true });
  return { ids: [...groups.values(), rest].flat(), groups: counted };
}
