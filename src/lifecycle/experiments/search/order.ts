import { sql } from "kysely";
import type { OrderTerm } from "../../../engines/search/query.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { Searchable, Sql } from "./searchable.ts";

/** One thing that rows are ordered by; never null, so that a place in the order can be named. */
export interface OrderKey {
  readonly value: Sql;
  readonly isAscending: boolean;
}

export interface Order {
  /** Left joins that the keys need. */
  readonly joins: readonly Sql[];
  readonly keys: readonly OrderKey[];
}

/** A place in an order: the keys of the last row seen. */
export type Place = readonly (string | number)[];

/** Values first, then NaN, then what lacks the field, whatever the direction; ties as the kind has them. */
export function orderOf(terms: readonly OrderTerm[], searched: Searchable): Order {
  const joins: Sql[] = [];
  const keys: OrderKey[] = [];
  for (const [index, { field, isAscending, dataset }] of terms.entries()) {
    if (field.type === "attribute") {
      const value = searched.attribute(field.name);
      const empty = field.isNumber ? sql`0` : sql`''`;
      keys.push({ value: sql`case when ${value} is null then 1 else 0 end`, isAscending: true });
      keys.push({ value: sql`coalesce(${value}, ${empty})`, isAscending });
      continue;
    }
    const single = searched.single?.(field, dataset);
    if (single !== undefined) {
      keys.push({ value: sql`case when ${single} is null then 2 else 0 end`, isAscending: true });
      keys.push({ value: sql`coalesce(${single}, 0)`, isAscending });
      continue;
    }
    const alias = `o${index}`;
    const related = searched.related(field, alias);
    joins.push(sql`left join ${related.from} on ${related.on}`);
    const missing = sql`${sql.ref(`${alias}.key`)} is null`;
    const isNan = related.isNan === undefined ? sql`` : sql`when ${related.isNan} then 1`;
    const empty = field.type === "metric" ? sql`0` : sql`''`;
    keys.push({ value: sql`case when ${missing} then 2 ${isNan} else 0 end`, isAscending: true });
    keys.push({ value: sql`coalesce(${related.value}, ${empty})`, isAscending });
  }
  return { joins, keys: [...keys, ...searched.ties] };
}

export function orderClause(keys: readonly OrderKey[]): Sql {
  return sql.join(
    keys.map(({ value, isAscending }) => sql`${value} ${sql.raw(isAscending ? "asc" : "desc")}`),
  );
}

/** The keys as columns `k0`, `k1` …, from which the next place is read. */
export function keyColumns(keys: readonly OrderKey[]): Sql {
  return sql.join(keys.map(({ value }, index) => sql`${value} as ${sql.ref(`k${index}`)}`));
}

export function placeOf(row: Readonly<Record<string, unknown>>, keys: readonly OrderKey[]): Place {
  return keys.map((_, index) => row[`k${index}`] as string | number);
}

/** Rows behind a place, without counting those before it. */
export function afterPlace(keys: readonly OrderKey[], place: Place): Sql {
  if (place.length !== keys.length)
    throw fail("kernel/bad-input", { where: "cursor", problem: "it belongs to another order" });
  const ways = keys.map(({ value, isAscending }, index) => {
    const equal = keys.slice(0, index).map((key, before) => sql`${key.value} = ${place[before]}`);
    const beyond = sql`${value} ${sql.raw(isAscending ? ">" : "<")} ${place[index]}`;
    return sql`(${sql.join([...equal, beyond], sql` and `)})`;
  });
  const [first] = keys;
  if (first === undefined) return sql`1 = 1`;
  // Every way begins so; said by itself, an index can begin there.
  const begins = sql`${first.value} ${sql.raw(first.isAscending ? ">=" : "<=")} ${place[0]}`;
  return sql`(${begins} and (${sql.join(ways, sql` or `)}))`;
}
