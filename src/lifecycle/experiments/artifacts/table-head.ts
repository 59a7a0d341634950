import type { TableHead } from "../../../contract/records/experiments.ts";
import { parquetSql, pathSql, textSql } from "../../../engines/quality/sql-text.ts";
import { fail, PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../../ports/blob-store.ts";
import type { TableEngine } from "../../../ports/table-engine.ts";
import type { ArtifactFile } from "./artifact-store.ts";

/** Bounds of what is shown of a table: characters of a cell, bytes of a line of CSV and of a file. */
const most = { rows: 100, columns: 100, cell: 300, lineBytes: 1_048_576, fileBytes: 4 * 1024 ** 3 };

export interface ReadTableHead {
  readonly tables: TableEngine;
  readonly blobs: BlobStore;
}

/**
 * The first rows of a CSV, TSV or Parquet file as text. The first line of a CSV names its columns; lines that are too
 * short are filled up. experiments/no-table when it cannot be read as one, or is too large.
 */
export async function readTableHead(deps: ReadTableHead, file: ArtifactFile): Promise<TableHead> {
  const kind = /\.(csv|tsv|parquet)$/i.exec(file.path)?.[1]?.toLowerCase();
  const refuse = (problem: string, cause?: unknown) =>
    fail("experiments/no-table", { path: file.path.slice(-300), problem }, cause);
  if (kind === undefined) throw refuse("its name ends neither in .csv nor .tsv nor .parquet");
  if (file.bytes > most.fileBytes) throw refuse("it is larger than 4 GiB");
  if (file.bytes === 0) throw refuse("it is empty");
  const path = await deps.blobs.localPath(file.sha256);
  const source = kind === "parquet" ? parquetSql(path) : textTable(path, kind === "tsv" ? "\t" : ",");
  try {
    return await head(deps.tables, source, kind === "parquet");
  } catch (error) {
    // The blob's path is no business of who asks.
    throw refuse(reasonOf(error).replaceAll(path, "the file").slice(0, 300), error);
  }
}

function textTable(path: string, delimiter: string): string {
  return `read_csv(${pathSql(path)}, header = true, all_varchar = true, delim = ${textSql(delimiter)}, quote = '"',
    escape = '"', comment = '', skip = 0, null_padding = true, strict_mode = false, sample_size = 1000,
    max_line_size = ${most.lineBytes})`;
}

async function head(tables: TableEngine, source: string, isParquet: boolean): Promise<TableHead> {
  const described = await tables.describe(`SELECT * FROM ${source}`);
  const shown = described.slice(0, most.columns);
  // By place and under names of our own: those of the file are anybody's.
  const names = described.map((_, index) => `c${index}`);
  const cells = shown.map((_, index) => `left(CAST(c${index} AS VARCHAR), ${most.cell + 1}) AS c${index}`);
  const { columns, rows } = await tables.columns(
    `SELECT ${cells.join(", ")} FROM (FROM ${source} LIMIT ${most.rows}) AS t(${names.join(", ")})`,
  );
  const [counted] = isParquet ? await tables.rows(`SELECT count(*) AS n FROM ${source}`) : [];
  return {
    columns: shown.map(({ name, storageType }) => ({ name: cut(name), type: cut(storageType) })),
    columnCount: described.length,
    rows: Array.from({ length: rows }, (_, row) =>
      columns.map((column) => {
        const value = column[row];
        return value === null || value === undefined ? null : cut(String(value));
      }),
    ),
    rowCount: counted === undefined ? null : Number(counted["n"]),
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof PrumoError)) return String(error);
  const { problem } = error.details;
  return (typeof problem === "string" ? problem : error.message).replace(/\.$/, "");
}

function cut(text: string): string {
  return text.length > most.cell ? `${text.slice(0, most.cell)}…` : text;
}
