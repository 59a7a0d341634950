import type { Kysely } from "kysely";
import type { NeededArtifacts } from "../../experiments/index.ts";
import type { ModelsTables } from "../tables.ts";
import { isProxied, readSource } from "./source-address.ts";

/**
 * What the versions that are registered need of the artifact store: their folders, whose files outlive the run that
 * left them; and the runs that their clients ask for by `runs:/…`, which cannot be found without the run.
 */
export async function neededArtifacts(db: Kysely<ModelsTables>): Promise<NeededArtifacts> {
  const rows = await db
    .selectFrom("model_versions")
    .select(["id", "source", "artifact_root", "package"])
    .where("is_deleted", "=", 0)
    .execute();
  const folders = new Set<string>();
  const runs = new Set<string>();
  for (const row of rows) {
    if (row.package !== null) folders.add(`models/${row.id}`);
    for (const address of [row.source, row.artifact_root].map(readSource)) {
      if (address === undefined) continue;
      const [first = ""] = address.parts;
      if (address.scheme === "runs") runs.add(first);
      else if (isProxied(address)) for (const folder of foldersOf(address)) folders.add(folder);
    }
  }
  return { folders, runs };
}

/** A place of the store as clients write it: `mlflow-artifacts:/3/…`, with a host before it, or behind the proxy's URL. */
function foldersOf({ scheme, authority, parts }: NonNullable<ReturnType<typeof readSource>>): string[] {
  const path = parts.join("/");
  if (scheme === "mlflow-artifacts") return authority === "" ? [path] : [path, `${authority}/${path}`];
  const proxy = "mlflow-artifacts/artifacts/";
  const at = path.indexOf(proxy);
  return at === -1 ? [] : [path.slice(at + proxy.length)];
}
