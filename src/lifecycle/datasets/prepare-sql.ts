import type { Expression } from "../../contract/expression.ts";
import type { PrepareSpec } from "../../contract/project/schema.ts";
import type { Column } from "../../contract/records/datasets.ts";
import { columnsOf, lookupsOf } from "../../engines/expressions/check.ts";
import { categoryToSql, quoteName, toSql } from "../../engines/expressions/to-sql.ts";
import { unknownColumn } from "../../engines/quality/check-plan.ts";
import type { FittedLookup } from "./fit-lookup.ts";

export interface PreparedQuery {
  readonly sql: string;
  readonly raw: { readonly name: string; readonly type: Column["type"] }[];
}

/** Columns of the raw table that expressions read, and the time column; each once, in the table's order. */
export function rawColumns(spec: PrepareSpec, schema: readonly Column[], time: string | null): Column[] {
  const read = new Set(Object.values(spec.columns).flatMap(({ expression }) => columnsOf(expression)));
  if (time !== null) read.add(time);
  const known = schema.map((column) => column.name);
  for (const name of read) {
    if (!known.includes(name)) throw unknownColumn(name, known, `A prepared column of ${spec.from}`);
  }
  return schema.filter((column) => read.has(column.name));
}

/** Lookups that some expression uses. */
export function usedLookups(spec: PrepareSpec): string[] {
  const expressions = Object.values(spec.columns).map(({ expression }) => expression);
  return [...new Set(expressions.flatMap((expression: Expression) => lookupsOf(expression)))];
}

/**
 * One query for the whole table: raw columns as `raw:<name>`, each prepared column under its own name. A lookup
 * is a join on the key's expression. `relation` must have the virtual column file_row_number, by which rows keep
 * their order; `time` sorts them first where the file is not in that order.
 */
export function prepareSql(
  spec: PrepareSpec,
  schema: readonly Column[],
  relation: string,
  fitted: Readonly<Record<string, FittedLookup>>,
  time: { readonly column: string | null; readonly isSorted: boolean },
): PreparedQuery {
  const raw = rawColumns(spec, schema, time.column);
  const joins: string[] = [];
  const options = {
    columns: Object.fromEntries(schema.map((column) => [column.name, column.type])),
    lookups: Object.fromEntries(
      Object.entries(fitted).map(([name, { lookup }]) => [
        name,
        typeof lookup.values[0] === "number" ? ("number" as const) : ("string" as const),
      ]),
    ),
    lookup(name: string, key: string): string {
      const alias = `joined_${joins.length}`;
      joins.push(`LEFT JOIN ${fitted[name]?.sql ?? ""} AS ${alias}(key_of_${alias}, value_of_${alias})
        ON key_of_${alias} = ${key}`);
      return `value_of_${alias}`;
    },
  };
  const selected = [
    ...raw.map(({ name }) => `${quoteName(name)} AS ${quoteName(`raw:${name}`)}`),
    ...Object.entries(spec.columns).map(([name, { expression, category }]) => {
      const sql = category ? categoryToSql(expression, options) : toSql(expression, options);
      return `${sql} AS ${quoteName(name)}`;
    }),
  ];
  const keys = [
    ...(time.column === null || time.isSorted ? [] : [`${quoteName(time.column)} ASC NULLS LAST`]),
    "row_of_file",
  ];
  const isInOrder = joins.length === 0 && keys.length === 1;
  return {
    raw: raw.map(({ name, type }) => ({ name, type })),
    sql: `SELECT ${selected.join(", ")} FROM (SELECT *, file_row_number AS row_of_file FROM ${relation})
      ${joins.join("\n")} ${isInOrder ? "" : `ORDER BY ${keys.join(", ")}`}`,
  };
}
