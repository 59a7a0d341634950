import { join } from "node:path";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A SQLite store in a new file, which may be opened several times. */
export async function sqliteFixture() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, "meta.db");
  return {
    path,
    open: () => openSqliteStore(path, { clock: systemClock, pollMs: 20, warn: () => {} }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}
