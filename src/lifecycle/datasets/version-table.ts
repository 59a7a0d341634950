import type { DatasetVersionValue } from "../../contract/step-params.ts";
import { parquetSql } from "../../engines/quality/sql-text.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/** A dataset version's files, in their order, as a table of SQL. */
export async function tableOf(value: DatasetVersionValue, blobs: BlobStore): Promise<string> {
  const paths = await Promise.all(value.files.map(({ sha256 }) => blobs.localPath(sha256)));
  if (paths.length === 1) return parquetSql(paths[0] as string);
  return `(${paths.map((path) => `SELECT * FROM ${parquetSql(path)}`).join(" UNION ALL ")})`;
}
