import type { Column, DatasetManifest } from "../../contract/records/datasets.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../kernel/hashing.ts";
import { contentId } from "../../kernel/ids.ts";

/** The id is the hash of the manifest: equal data, equal id. */
export function versionId(manifest: DatasetManifest): string {
  return contentId("datasetVersion", hashJson(manifest));
}

/** How a column of a source is kept: SQL that turns it into one of the types that versions hold. */
export interface StoredColumn {
  readonly name: string;
  readonly type: Column["type"];
  readonly sql: (column: string) => string;
}

/**
 * Versions hold numbers (finite; not-a-number and infinities are null, -0 is 0), texts, booleans and
 * timestamps in UTC; nothing else. Whatever a source has besides is turned into text.
 */
export function storedColumn(name: string, storageType: string): StoredColumn {
  const type = storageType.toUpperCase();
  const as = (kind: Column["type"], sql: (column: string) => string): StoredColumn => ({
    name,
    type: kind,
    sql,
  });
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/.test(type) || /^DECIMAL\([^)]*\)$/.test(type)) {
    return as("number", (column) => column);
  }
  if (/^U?HUGEINT$/.test(type)) return as("number", (column) => `CAST(${column} AS DOUBLE)`);
  if (type === "FLOAT" || type === "DOUBLE") {
    return as("number", (column) => `CASE WHEN isfinite(${column}) THEN ${column} + 0 END`);
  }
  if (type === "BOOLEAN") return as("boolean", (column) => column);
  if (type === "TIMESTAMP WITH TIME ZONE") {
    return as("timestamp", (column) => `(${column} AT TIME ZONE 'UTC')`);
  }
  if (type === "DATE" || /^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) {
    return as("timestamp", (column) => `CAST(${column} AS TIMESTAMP)`);
  }
  if (type === "VARCHAR") return as("string", (column) => column);
  if (/^(ENUM|UUID|TIME|INTERVAL|JSON|BIT)/.test(type)) {
    return as("string", (column) => `CAST(${column} AS VARCHAR)`);
  }
  if (type === "BLOB") return as("string", (column) => `to_base64(${column})`);
  if (/^(STRUCT|MAP|UNION)\b/.test(type) || type.endsWith("]")) {
    return as("string", (column) => `CAST(to_json(${column}) AS VARCHAR)`);
  }
  throw fail("datasets/unsupported-column", { column: name, type: storageType, where: "the dataset" });
}
