import type { ColumnProfile, DatasetManifest, DatasetVersion } from "../../contract/records/datasets.ts";
import type { Clock } from "../../kernel/clock.ts";
import { canonicalJson } from "../../kernel/json.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { versionId } from "./dataset-version.ts";
import type { DatasetsTables } from "./tables.ts";
import { versionOf } from "./version-store.ts";

export interface Committed {
  readonly version: DatasetVersion;
  /** False when a version with this content was there already; it is left as it was. */
  readonly isNew: boolean;
}

/** Commits a version, with its event, in one transaction. The same manifest gives the same version. */
export async function commitVersion(
  { meta, clock }: { readonly meta: MetaStore; readonly clock: Clock },
  manifest: DatasetManifest,
  profile: readonly ColumnProfile[],
): Promise<Committed> {
  const id = versionId(manifest);
  const { dataset, files } = manifest;
  return meta.write<DatasetsTables, Committed>(async ({ db, emit }) => {
    const known = await db.selectFrom("dataset_versions").selectAll().where("id", "=", id).executeTakeFirst();
    if (known !== undefined) {
      emit("dataset.version-committed", id, { dataset, versionId: id, rows: known.rows_count, isNew: false });
      return { version: versionOf(known), isNew: false };
    }
    const newest = await db
      .selectFrom("dataset_versions")
      .select((each) => each.fn.max("number").as("number"))
      .where("dataset", "=", dataset)
      .executeTakeFirst();
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const row = {
      id,
      dataset,
      number: (newest?.number ?? 0) + 1,
      manifest: canonicalJson(manifest),
      rows_count: rows,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      profile: JSON.stringify(profile),
      checks: "[]",
      quality: "unchecked" as const,
      committed_at: clock.now(),
    };
    await db.insertInto("dataset_versions").values(row).execute();
    emit("dataset.version-committed", id, { dataset, versionId: id, rows, isNew: true });
    return { version: versionOf(row), isNew: true };
  });
}
