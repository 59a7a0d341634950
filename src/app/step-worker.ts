import { openDuckDb } from "../adapters/duckdb/duckdb-engine.ts";
import { openFileBlobs } from "../adapters/files/file-blobs.ts";
import { serveSteps } from "../adapters/process/worker.ts";
import { placesOf, tableMemoryBytes } from "./places.ts";
import { registerProjectImports } from "./project/module-hooks.ts";
import { stepKinds } from "./step-kinds.ts";

/** Main program of a warm worker process; told by its parent where the project is and how many threads it has. */
const [projectDir = "", threads = "1"] = process.argv.slice(2);

registerProjectImports();
serveSteps(stepKinds, async () => {
  const places = placesOf(projectDir);
  return {
    blobs: await openFileBlobs(places.blobs),
    tables: openDuckDb({
      threads: Number(threads),
      memoryLimitBytes: tableMemoryBytes,
      tempDir: places.scratch,
    }),
    projectDir,
    scratchDir: places.scratch,
    threads: Number(threads),
  };
});
