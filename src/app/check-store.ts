import { existsSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore } from "../adapters/sqlite/sqlite-store.ts";
import { systemClock } from "../kernel/clock.ts";

/** Opens the store of a project, so that what is wrong with it is said; one line about it when all is well. */
export async function checkStore(root: string): Promise<string> {
  const path = join(root, "meta.db");
  if (!existsSync(path)) return "not there yet: the first run makes it";
  const store = await openSqliteStore(path, { clock: systemClock });
  await store.events[Symbol.asyncDispose]();
  await store.meta[Symbol.asyncDispose]();
  return path;
}
