import type { DatasetVersion } from "../../contract/records/datasets.ts";
import type { Migration } from "../../ports/meta-store.ts";

export const datasetsMigrations: Migration[] = [
  {
    id: "datasets-001-versions",
    statements: [
      `CREATE TABLE dataset_versions (
        id TEXT PRIMARY KEY,
        dataset TEXT NOT NULL,
        number BIGINT NOT NULL,
        manifest TEXT NOT NULL,
        rows_count BIGINT NOT NULL,
        bytes BIGINT NOT NULL,
        profile TEXT NOT NULL,
        checks TEXT NOT NULL,
        quality TEXT NOT NULL,
        committed_at BIGINT NOT NULL,
        UNIQUE (dataset, number)
      )`,
    ],
  },
];

export interface DatasetsTables {
  dataset_versions: {
    id: string;
    dataset: string;
    number: number;
    /** JSON of `DatasetManifest`; its hash is the id. */
    manifest: string;
    rows_count: number;
    bytes: number;
    /** JSON of `ColumnProfile[]`. */
    profile: string;
    /** JSON of `CheckResult[]`. */
    checks: string;
    quality: DatasetVersion["quality"];
    committed_at: number;
  };
}
