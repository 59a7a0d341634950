import type { Selectable } from "kysely";
import type {
  CheckResult,
  ColumnProfile,
  DatasetManifest,
  DatasetVersion,
} from "../../contract/records/datasets.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { DatasetsTables } from "./tables.ts";

type Row = Selectable<DatasetsTables["dataset_versions"]>;

/** Newest first; `before` is a version number, exclusive. */
export async function readVersions(
  meta: MetaStore,
  dataset: string,
  page: { readonly limit?: number; readonly before?: number } = {},
): Promise<DatasetVersion[]> {
  let query = meta
    .read<DatasetsTables>()
    .selectFrom("dataset_versions")
    .selectAll()
    .where("dataset", "=", dataset)
    .orderBy("number", "desc");
  if (page.before !== undefined) query = query.where("number", "<", page.before);
  const rows = await query.limit(page.limit ?? 1_000).execute();
  return rows.map(versionOf);
}

/** By id or a prefix of it that only one version has; with or without `dsv_`. */
export async function readVersion(meta: MetaStore, idOrPrefix: string): Promise<DatasetVersion> {
  const prefix = idOrPrefix.startsWith("dsv_") ? idOrPrefix : `dsv_${idOrPrefix}`;
  if (!/^dsv_[0-9a-f]{1,32}$/.test(prefix)) throw fail("datasets/unknown-version", { id: idOrPrefix });
  const rows = await meta
    .read<DatasetsTables>()
    .selectFrom("dataset_versions")
    .selectAll()
    .where("id", ">=", prefix)
    .where("id", "<=", `${prefix}g`)
    .orderBy("id")
    .limit(3)
    .execute();
  const [row, other] = rows;
  if (row === undefined) throw fail("datasets/unknown-version", { id: idOrPrefix });
  if (other !== undefined && row.id !== prefix) {
    throw fail("datasets/ambiguous-version", { prefix: idOrPrefix, matches: rows.map(({ id }) => id) });
  }
  return versionOf(row);
}

/** Number of versions of each dataset, and the newest. */
export async function readLatest(
  meta: MetaStore,
): Promise<Map<string, { readonly versions: number; readonly latest: DatasetVersion }>> {
  const db = meta.read<DatasetsTables>();
  const counts = await db
    .selectFrom("dataset_versions")
    .select((each) => [
      "dataset",
      each.fn.countAll<number>().as("versions"),
      each.fn.max("number").as("newest"),
    ])
    .groupBy("dataset")
    .orderBy("dataset")
    .execute();
  const found = new Map<string, { versions: number; latest: DatasetVersion }>();
  for (const { dataset, versions, newest } of counts) {
    const [latest] = await readVersions(meta, dataset, { limit: 1, before: newest + 1 });
    if (latest !== undefined) found.set(dataset, { versions, latest });
  }
  return found;
}

const blobPage = 100;

/** The files of all versions: datasets keep every one. */
export async function* referencedBlobs(meta: MetaStore): AsyncGenerator<string> {
  for (let after = ""; ;) {
    const rows = await meta
      .read<DatasetsTables>()
      .selectFrom("dataset_versions")
      .select(["id", "manifest"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(blobPage)
      .execute();
    for (const { manifest } of rows) {
      yield* (JSON.parse(manifest) as DatasetManifest).files.map(({ sha256 }) => sha256);
    }
    if (rows.length < blobPage) return;
    after = rows.at(-1)?.id ?? after;
  }
}

export function versionOf(row: Row): DatasetVersion {
  return {
    id: row.id,
    dataset: row.dataset,
    number: row.number,
    manifest: JSON.parse(row.manifest) as DatasetManifest,
    rows: row.rows_count,
    bytes: row.bytes,
    profile: JSON.parse(row.profile) as ColumnProfile[],
    checks: JSON.parse(row.checks) as CheckResult[],
    quality: row.quality,
    committedAt: row.committed_at,
  };
}
