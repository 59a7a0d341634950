import type { DatasetSpec } from "../../contract/project/schema.ts";
import type { Column } from "../../contract/records/datasets.ts";
import { unknownColumn } from "../../engines/quality/check-plan.ts";
import { parquetSql, pathSql } from "../../engines/quality/sql-text.ts";
import { quoteName } from "../../engines/expressions/to-sql.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { TableEngine } from "../../ports/table-engine.ts";
import { csvTable, type SourceTable } from "./csv-source.ts";
import { storedColumn, type StoredColumn } from "./dataset-version.ts";

export interface OpenedSource {
  /** SQL of the table as a version keeps it. */
  readonly sql: string;
  readonly columns: readonly StoredColumn[];
  /** SQL conditions that hold for numbers which become null: infinite, or not a number. */
  readonly odd: readonly string[];
  /** SQL of the table as the source has it. */
  readonly raw: string;
}

/** A source's file as a table of stored columns. `where` names the dataset in errors. */
export async function openSource(
  tables: TableEngine,
  dataset: string,
  spec: DatasetSpec,
  path: string,
): Promise<OpenedSource> {
  const raw =
    spec.source.kind === "parquet"
      ? await parquetTable(tables, path)
      : await csvTable(
          tables,
          { path, pathSql: pathSql(path), delimiter: spec.source.delimiter },
          declaredTypes(spec),
        );
  const columns = raw.columns.map(({ name, storageType }) => storedColumn(name, storageType));
  requireNamed(dataset, spec, columns);
  const selected = columns.map(({ name, sql }) => `${sql(quoteName(name))} AS ${quoteName(name)}`);
  const odd = raw.columns
    .filter(({ storageType }) => storageType === "DOUBLE" || storageType === "FLOAT")
    .map(({ name }) => `NOT isfinite(${quoteName(name)})`);
  return { sql: `(SELECT ${selected.join(", ")} FROM ${raw.sql})`, columns, odd, raw: raw.sql };
}

async function parquetTable(tables: TableEngine, path: string): Promise<SourceTable> {
  const sql = parquetSql(path);
  return { sql, columns: await tables.describe(`SELECT * FROM ${sql}`) };
}

/** Types that a columnTypes check declares with severity error: a CSV file says nothing of types itself. */
function declaredTypes(spec: DatasetSpec): Record<string, Column["type"]> {
  return Object.fromEntries(
    spec.checks.flatMap((check) =>
      check.kind === "columnTypes" && check.severity === "error" ? Object.entries(check.types) : [],
    ),
  );
}

function requireNamed(dataset: string, spec: DatasetSpec, columns: readonly StoredColumn[]): void {
  for (const [role, name] of [
    ["time", spec.time],
    ["key", spec.key],
  ] as const) {
    if (name === undefined) continue;
    const column = columns.find((each) => each.name === name);
    const known = columns.map((each) => each.name);
    if (column === undefined) throw unknownColumn(name, known, `${role} of the dataset ${dataset}`);
    if (role === "time" && column.type !== "timestamp") {
      throw fail("datasets/unsupported-column", {
        column: name,
        type: column.type,
        where: `time of the dataset ${dataset}`,
      });
    }
  }
}
