import type { Source } from "../../contract/records/datasets.ts";
import type { Migration } from "../../ports/meta-store.ts";

export const sourcesMigrations: Migration[] = [
  {
    id: "sources-001-sources",
    statements: [
      `CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        location TEXT NOT NULL,
        dataset TEXT NOT NULL,
        state TEXT NOT NULL,
        last_batch TEXT,
        last_read_id TEXT,
        batches BIGINT NOT NULL,
        rows_read BIGINT NOT NULL,
        error TEXT,
        is_declared BIGINT NOT NULL
      )`,
    ],
  },
];

export interface SourcesTables {
  sources: {
    name: string;
    kind: Source["kind"];
    location: string;
    dataset: string;
    state: Source["state"];
    /** JSON of the record's `lastBatch`. */
    last_batch: string | null;
    /** The read that was counted last, so that a repeated report is counted once. */
    last_read_id: string | null;
    batches: number;
    rows_read: number;
    error: string | null;
    /** 0 once the project no longer names it; the record stays. */
    is_declared: number;
  };
}
