import type { Migration } from "../../../ports/meta-store.ts";

/**
 * What came from a server of someone else's, so that it is known again. `digest` is that of what was there; `has_data`
 * and `has_files` say whether all of it is here, since `at`, when that digest was first met.
 */
export const importMigrations: Migration[] = [
  {
    id: "experiments-import-001-imported",
    statements: [
      `CREATE TABLE imported (
        kind TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, source_root TEXT NOT NULL, digest TEXT NOT NULL,
        has_data BIGINT NOT NULL, has_files BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (kind, id)
      )`,
    ],
  },
];

export type ImportedKind = "experiment" | "run" | "logged-model";

export interface ImportTables {
  imported: {
    kind: ImportedKind;
    id: string;
    source: string;
    source_root: string;
    digest: string;
    has_data: number;
    has_files: number;
    at: number;
  };
}
