import { join } from "node:path";
import type { ColumnType } from "../../contract/model-graph.ts";
import {
  type DatasetVersionValue,
  type PrepareParams,
  prepareParams,
  type TableValue,
} from "../../contract/step-params.ts";
import { columnsOf } from "../../engines/expressions/check.ts";
import { categoryToSql, quoteName, toSql } from "../../engines/expressions/to-sql.ts";
import { canonicalJson, type Json } from "../../kernel/json.ts";
import type { StepKind, StepTools, StepValues } from "../../ports/step-kind.ts";
import { columnTypeOf, unknownColumn } from "./column-type.ts";
import { type FittedLookup, fitLookups } from "./fit-lookups.ts";
import { tableOf } from "./version-table.ts";

type Types = Readonly<Record<string, ColumnType>>;

/**
 * Features and label as columns of one Parquet file, beside the raw columns they are made of, in order of
 * time. Lookups are fitted here, once, and travel with the table into the model.
 */
export const prepareStep: StepKind<PrepareParams> = {
  name: "prepare",
  version: 1,
  params: prepareParams,
  cacheable: true,
  async work({ name, spec, time }, inputs, tools) {
    const version = versionOf(inputs);
    const source = await tableOf(version, tools.blobs);
    const types = await typesOf(source, tools);
    tools.progress(0.1, "fitting lookups");
    const lookups = await fitLookups(spec.lookups, inputs, tools);
    const used = rawColumns(spec, time, types, version.dataset);
    tools.progress(0.3, `preparing ${version.rows} rows`);
    const path = join(tools.scratch, "table.parquet");
    const { rows, bytes } = await tools.tables.writeParquet(
      selectOf({ spec, time, source, types, used, lookups }),
      path,
    );
    const { sha256 } = await tools.blobs.putFile(path, { move: true });
    tools.log("info", `${Object.keys(spec.columns).length} columns over ${rows} rows`);
    const value: TableValue = {
      sha256,
      rows,
      bytes,
      name,
      datasetVersions: [version.versionId, ...lookupVersions(inputs)],
      raw: used.map((column) => ({ name: column, type: types[column] ?? "string" })),
      spec,
      lookups: await keepLookups(lookups, tools),
      time,
    };
    return { out: { type: "table", digest: sha256, value: value as unknown as TableOut } };
  },
};

type TableOut = StepValues[string]["value"];

function versionOf(inputs: StepValues): DatasetVersionValue {
  return inputs["version"]?.value as unknown as DatasetVersionValue;
}

function lookupVersions(inputs: StepValues): string[] {
  return Object.entries(inputs)
    .filter(([name]) => name.startsWith("lookup:"))
    .map(([, input]) => (input.value as unknown as DatasetVersionValue).versionId);
}

async function typesOf(source: string, { tables }: StepTools): Promise<Types> {
  const columns = await tables.describe(`SELECT * FROM ${source}`);
  return Object.fromEntries(columns.map(({ name, storageType }) => [name, columnTypeOf(storageType)]));
}

/** The raw columns that the expressions read, and the time column, in the dataset's order. */
function rawColumns(
  spec: PrepareParams["spec"],
  time: string | null,
  types: Types,
  dataset: string,
): string[] {
  const wanted = new Set(Object.values(spec.columns).flatMap(({ expression }) => columnsOf(expression)));
  if (time !== null) wanted.add(time);
  const known = Object.keys(types);
  for (const column of wanted) {
    if (known.includes(column)) continue;
    throw unknownColumn(`the table of ${dataset}`, column, known);
  }
  return known.filter((column) => wanted.has(column));
}

interface Select {
  readonly spec: PrepareParams["spec"];
  readonly time: string | null;
  readonly source: string;
  readonly types: Types;
  readonly used: readonly string[];
  readonly lookups: Readonly<Record<string, FittedLookup>>;
}

/** Lookups are joined rather than written as constants: DuckDB would scan a constant for every row. */
function selectOf({ spec, time, source, types, used, lookups }: Select): string {
  const joins = new Map<string, string>();
  const joined = (name: string, key: string): string => {
    const id = `${name} ${key}`;
    const alias = `lookup_${[...joins.keys()].indexOf(id) < 0 ? joins.size : [...joins.keys()].indexOf(id)}`;
    joins.set(id, `LEFT JOIN (${lookups[name]?.sql}) AS ${alias} ON ${alias}.key = ${key}`);
    return `${alias}.value`;
  };
  const lookupTypes = Object.fromEntries(Object.entries(lookups).map(([name, { type }]) => [name, type]));
  const options = { columns: types, lookups: lookupTypes, lookup: joined };
  const prepared = Object.entries(spec.columns).map(([name, { expression, category }]) => {
    const sql = category ? categoryToSql(expression, options) : toSql(expression, options);
    return `${sql} AS ${quoteName(name)}`;
  });
  const raw = used.map((column) => `${quoteName(column)} AS ${quoteName(`raw:${column}`)}`);
  const order = [...(time === null ? [] : [quoteName(time)]), "prumo_row"].join(", ");
  const inside = `SELECT *, row_number() OVER () AS prumo_row FROM ${source}`;
  return `SELECT ${[...raw, ...prepared].join(", ")} FROM (${inside}) ${[...joins.values()].join(" ")} ORDER BY ${order}`;
}

async function keepLookups(
  lookups: Readonly<Record<string, FittedLookup>>,
  { blobs }: StepTools,
): Promise<Record<string, string>> {
  const kept: [string, string][] = [];
  for (const [name, { lookup }] of Object.entries(lookups)) {
    const { sha256 } = await blobs.put(Buffer.from(canonicalJson(lookup as unknown as Json)));
    kept.push([name, sha256]);
  }
  return Object.fromEntries(kept);
}
