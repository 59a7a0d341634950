import type { Migration } from "../../../ports/meta-store.ts";

/**
 * What came from a server of someone else's: models as version 0, and their versions. `digest` is that of what was
 * there, `aliases` the JSON of where they pointed there, so that only what moved there moves here.
 */
export const importMigrations: Migration[] = [
  {
    id: "models-import-001-imported",
    statements: [
      `CREATE TABLE imported_models (
        model TEXT NOT NULL, version BIGINT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, aliases TEXT,
        PRIMARY KEY (model, version)
      )`,
    ],
  },
];

export interface ImportTables {
  imported_models: {
    model: string;
    version: number;
    source: string;
    digest: string;
    aliases: string | null;
  };
}
