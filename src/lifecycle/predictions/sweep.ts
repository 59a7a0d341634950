import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { nameSchema } from "../../contract/names.ts";
import type { PredictionStore } from "./prediction-store.ts";

/** Younger files may be on their way into a record, in another process. */
const youngMs = 60_000;

/**
 * Removes what a crash left: segment files that no record names, and unfinished ones. Answers the deployments
 * that have a folder.
 */
export async function sweep(dir: string, store: PredictionStore): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const known = await store.paths();
  const folders = (await readdir(dir, { withFileTypes: true })).filter(
    // A folder of another's making, such as lost+found, is left alone.
    (entry) => entry.isDirectory() && nameSchema.safeParse(entry.name).success,
  );
  for (const { name: deployment } of folders) {
    for (const name of await readdir(join(dir, deployment))) {
      const isOurs = /^[pl]-.*\.parquet(\.|$)/.test(name);
      if (!isOurs || known.has(`${deployment}/${name}`)) continue;
      const path = join(dir, deployment, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > youngMs) await rm(path, { force: true });
    }
  }
  return folders.map(({ name }) => name);
}
