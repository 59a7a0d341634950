import type { Kysely } from "kysely";
import type { MetaStore } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";
import type { Due, RemovalRules } from "./due.ts";
import { Folders } from "./folders.ts";

const page = 1_000;

/** A blob that is named: by a file of the artifact store, or by a part of an upload, which has no path yet. */
export interface NamedBlob {
  readonly sha256: string;
  readonly path: string | null;
  /** Whether what names it is due to be removed. */
  readonly isLeaving: boolean;
}

/** Every blob that artifacts and uploads name. Whoever stays behind when `due` is removed is told from who leaves. */
export async function* namedBlobs(
  meta: MetaStore,
  given?: { readonly due: Due; readonly rules: RemovalRules },
): AsyncGenerator<NamedBlob> {
  const db = meta.read<ExperimentsTables>();
  const needed = new Folders(
    given === undefined ? [] : (await given.rules.needed(db as unknown as Kysely<unknown>)).folders,
  );
  const folders = given?.due.folders ?? new Map<string, number>();
  const leaving = new Folders(folders.keys());
  const leaves = (path: string, at: number): boolean =>
    folders.size > 0 &&
    [...leaving.around(path)].some((folder) => at < (folders.get(folder) ?? 0)) &&
    !needed.hasAround(path);
  for (let after = ""; ;) {
    const rows = await db
      .selectFrom("artifact_files")
      .select(["path", "sha256", "at"])
      .where("path", ">", after)
      .orderBy("path")
      .limit(page)
      .execute();
    for (const { path, sha256, at } of rows) yield { sha256, path, isLeaving: leaves(path, at) };
    if (rows.length < page) break;
    after = rows.at(-1)?.path ?? after;
  }
  const uploads = new Set(given?.due.uploads);
  for (let after = ""; ;) {
    const ids = await db
      .selectFrom("artifact_uploads")
      .select("id")
      .where("id", ">", after)
      .orderBy("id")
      .limit(page)
      .execute();
    for (const { id } of ids) {
      const parts = await db
        .selectFrom("artifact_upload_parts")
        .select("sha256")
        .where("upload_id", "=", id)
        .execute();
      for (const { sha256 } of parts) yield { sha256, path: null, isLeaving: uploads.has(id) };
    }
    if (ids.length < page) return;
    after = ids.at(-1)?.id ?? after;
  }
}
