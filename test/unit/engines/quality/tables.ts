import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb } from "../../../../src/adapters/duckdb/duckdb-engine.ts";
import type { Column } from "../../../../src/contract/records/datasets.ts";

export function openTables() {
  return openDuckDb({
    threads: 2,
    memoryLimitBytes: 1 << 28,
    tempDir: join(tmpdir(), "prumo-quality-spill"),
  });
}

export function column(name: string, type: Column["type"], storageType: string): Column {
  return { name, type, storageType, nullable: true };
}

/** Seven people, made by hand so that every expected number can be counted on fingers. */
export const people = {
  relation: `(SELECT * FROM (VALUES
    (1, 'ann@x.org',  20.0::DOUBLE, true,  'a', TIMESTAMP '2001-01-01 00:00:00'),
    (2, 'bob@x.org',  30.0,         true,  'a', TIMESTAMP '2001-01-02 00:00:00'),
    (3, 'not a mail', 40.0,         false, 'b', TIMESTAMP '2001-01-03 00:00:00'),
    (4, NULL,         50.0,         NULL,  'b', TIMESTAMP '2001-01-04 00:00:00'),
    (5, 'eve@x.org',  -1.0,         true,  'c', TIMESTAMP '2001-01-05 00:00:00'),
    (5, 'eve@x.org',  NULL,         true,  NULL, TIMESTAMP '2001-01-06 00:00:00'),
    (NULL, '',        120.0,        true,  'a', NULL)
  ) AS t(id, mail, age, active, team, born))`,
  columns: [
    column("id", "number", "INTEGER"),
    column("mail", "string", "VARCHAR"),
    column("age", "number", "DOUBLE"),
    column("active", "boolean", "BOOLEAN"),
    column("team", "string", "VARCHAR"),
    column("born", "timestamp", "TIMESTAMP"),
  ],
} as const;
