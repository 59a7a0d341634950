import { join } from "node:path";
import { openDuckDb } from "../../src/adapters/duckdb/duckdb-engine.ts";
import { openFileBlobs } from "../../src/adapters/files/file-blobs.ts";
import type { StepSurroundings } from "../../src/adapters/process/surroundings.ts";

/** Real blobs and tables under a directory; the table engine loads only when a step asks it something. */
export async function stepSurroundings(directory: string): Promise<StepSurroundings> {
  return {
    blobs: await openFileBlobs(join(directory, "blobs")),
    tables: openDuckDb({ threads: 1, memoryLimitBytes: 64 * 1024 * 1024, tempDir: join(directory, "tmp") }),
    projectDir: directory,
    scratchDir: join(directory, "scratch"),
    threads: 1,
  };
}
