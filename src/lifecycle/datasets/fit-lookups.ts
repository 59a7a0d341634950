import type { Lookup } from "../../contract/model-graph.ts";
import type { LookupSpec } from "../../contract/project/schema.ts";
import type { DatasetVersionValue } from "../../contract/step-params.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepTools, StepValues } from "../../ports/step-kind.ts";
import { columnTypeOf, unknownColumn } from "./column-type.ts";
import { tableOf } from "./version-table.ts";

/** A lookup as it was found in its dataset version, and the SQL that reads it. */
export interface FittedLookup {
  readonly lookup: Lookup;
  /** A query with the columns `key` and `value`. */
  readonly sql: string;
  readonly type: "string" | "number";
}

/** Keys a lookup may have: it becomes part of the model. */
const mostKeys = 1_000_000;

/**
 * Reads each lookup's keys and values from the version of its dataset, in order of key. Rows without a key
 * count for nothing; a key with two different values is an error, for nobody could say which is meant.
 */
export async function fitLookups(
  specs: Readonly<Record<string, LookupSpec>>,
  inputs: StepValues,
  tools: StepTools,
): Promise<Record<string, FittedLookup>> {
  const fitted: [string, FittedLookup][] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const input = inputs[`lookup:${spec.dataset}`];
    if (input === undefined)
      throw fail("datasets/wrong-input", {
        input: `lookup:${spec.dataset}`,
        problem: `the lookup ${name} needs it`,
      });
    const value = input.value as unknown as DatasetVersionValue;
    fitted.push([name, await fitOne(name, spec, await tableOf(value, tools.blobs), tools)]);
  }
  return Object.fromEntries(fitted);
}

async function fitOne(
  name: string,
  spec: LookupSpec,
  table: string,
  { tables }: StepTools,
): Promise<FittedLookup> {
  const columns = await tables.describe(`SELECT * FROM ${table}`);
  const known = columns.map(({ name }) => name);
  for (const column of [spec.key, spec.take]) {
    if (!known.includes(column))
      throw unknownColumn(`the lookup ${name} into ${spec.dataset}`, column, known);
  }
  const storageType = columns.find(({ name }) => name === spec.take)?.storageType ?? "VARCHAR";
  const type = columnTypeOf(storageType) === "number" ? "number" : "string";
  const sql = `SELECT CAST(${quoteName(spec.key)} AS VARCHAR) AS key,
    min(CAST(${quoteName(spec.take)} AS ${type === "number" ? "DOUBLE" : "VARCHAR"})) AS value,
    count(DISTINCT ${quoteName(spec.take)}) AS variants
    FROM ${table} WHERE ${quoteName(spec.key)} IS NOT NULL GROUP BY 1`;
  const { rows, columns: [keys, values, variants] } = await tables.columns(
    `SELECT * FROM (${sql}) WHERE value IS NOT NULL ORDER BY key`,
  );
  if (rows > mostKeys) throw fail("datasets/lookup-too-large", { lookup: name, limit: mostKeys });
  const counts = variants as Float64Array;
  const twice = counts.findIndex((count) => count > 1);
  if (twice >= 0) {
    const { dataset, key, take } = spec;
    const duplicates = counts.filter((count) => count > 1).length;
    throw fail("datasets/duplicate-key", {
      lookup: name,
      dataset,
      key,
      take,
      duplicates,
      example: (keys as string[])[twice],
    });
  }
  const list = Array.from(values as unknown as ArrayLike<never>);
  return { lookup: { keys: keys as string[], values: list }, sql: `SELECT key, value FROM (${sql})`, type };
}
