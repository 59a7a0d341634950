import type { LookupSpec } from "../../contract/project/schema.ts";
import type { Lookup } from "../../contract/model-graph.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { unknownColumn } from "../../engines/quality/check-plan.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { storedColumns } from "./stored-table.ts";

export interface FittedLookup {
  readonly lookup: Lookup;
  /** SQL of a table (k VARCHAR, v VARCHAR or DOUBLE) with each key once. */
  readonly sql: string;
}

/** A lookup becomes part of the model, so it must stay small. */
const maxKeys = 1_000_000;

/**
 * Fits a lookup: key to value, by key. Rows without key (null or empty) or without value say nothing and are
 * left out; keys that repeat with the same value are one; keys with several values are refused
 * (datasets/duplicate-key), since any choice among them would be a guess.
 */
export async function fitLookup(
  tables: TableEngine,
  name: string,
  spec: LookupSpec,
  relation: string,
): Promise<FittedLookup> {
  const columns = await storedColumns(tables, relation);
  const find = (column: string) => {
    const found = columns.find((each) => each.name === column);
    const known = columns.map((each) => each.name);
    if (found === undefined) throw unknownColumn(column, known, `The lookup ${name} in ${spec.dataset}`);
    return found;
  };
  find(spec.key);
  const { type } = find(spec.take);
  if (type === "timestamp") {
    throw fail("datasets/unsupported-column", { column: spec.take, type, where: `the lookup ${name}` });
  }
  const key = `CAST(${quoteName(spec.key)} AS VARCHAR)`;
  const value = `CAST(${quoteName(spec.take)} AS ${type === "number" ? "DOUBLE" : "VARCHAR"})`;
  const sql = `(SELECT DISTINCT ${key} AS k, ${value} AS v FROM ${relation}
    WHERE nullif(${key}, '') IS NOT NULL AND ${value} IS NOT NULL)`;
  await refuseAmbiguous(tables, name, spec, sql);
  const { columns: read, rows } = await tables.columns(
    `SELECT k, v FROM ${sql} ORDER BY k LIMIT ${maxKeys + 1}`,
  );
  if (rows > maxKeys) throw fail("datasets/lookup-too-large", { lookup: name, limit: maxKeys });
  const [keys, values] = read;
  return {
    sql,
    lookup: {
      keys: [...((keys ?? []) as Iterable<string>)],
      values:
        type === "number" ? [...((values ?? []) as Float64Array)] : [...((values ?? []) as Iterable<string>)],
    },
  };
}

async function refuseAmbiguous(
  tables: TableEngine,
  lookup: string,
  { dataset, key, take }: LookupSpec,
  sql: string,
): Promise<void> {
  const [row] = await tables.rows(
    `SELECT count(*) AS n, min(k) AS example FROM (SELECT k FROM ${sql} GROUP BY k HAVING count(*) > 1)`,
  );
  const duplicates = Number(row?.["n"] ?? 0);
  if (duplicates === 0) return;
  const example = JSON.stringify(row?.["example"]);
  throw fail("datasets/duplicate-key", { lookup, dataset, key, take, duplicates, example });
}
