import type { BlobStore } from "../../ports/blob-store.ts";
import type { TableEngine } from "../../ports/table-engine.ts";

/** What the steps of one process share. */
export interface StepSurroundings {
  readonly blobs: BlobStore;
  readonly tables: TableEngine;
  readonly projectDir: string;
  /** Folder under which each attempt gets its scratch folder; the same as the executor's. */
  readonly scratchDir: string;
  /** Threads that a step may use. */
  readonly threads: number;
}
