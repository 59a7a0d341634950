import type { Column } from "../../contract/records/datasets.ts";
import { parquetSql } from "../../engines/quality/sql-text.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { StepValues } from "../../ports/step-kind.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import type { StepValue } from "../../contract/records/pipelines.ts";
import { storedColumn } from "./dataset-version.ts";

/** SQL of a table over Parquet files in the blob store, in order. */
export async function storedRelation(
  blobs: BlobStore,
  files: readonly { readonly sha256: string }[],
): Promise<string> {
  const tables = [];
  for (const { sha256 } of files) tables.push(parquetSql(await blobs.localPath(sha256)));
  if (tables.length === 1 && tables[0] !== undefined) return tables[0];
  return `(${tables.map((table) => `SELECT * FROM ${table}`).join(" UNION ALL ")})`;
}

/** The columns of a stored table; `nullable` unless `nulls` of it are known to be 0. */
export async function storedColumns(
  tables: TableEngine,
  relation: string,
  nulls: (column: string) => number | undefined = () => undefined,
): Promise<Column[]> {
  const described = await tables.describe(`SELECT * FROM ${relation}`);
  return described.map(({ name, storageType }) => ({
    name,
    type: storedColumn(name, storageType).type,
    storageType,
    nullable: nulls(name) !== 0,
  }));
}

/** The input of a step, or datasets/wrong-input. */
export function inputOf(inputs: StepValues, name: string, type: StepValue["type"]): StepValue {
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input?.type === type) return input;
  const problem = input === undefined ? `a ${type} is wanted.` : `it is a ${input.type}, not a ${type}.`;
  throw fail("datasets/wrong-input", { input: name, problem });
}
