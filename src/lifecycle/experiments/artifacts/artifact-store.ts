import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { BlobRef } from "../../../ports/blob-store.ts";
import type { MetaStore, MetaTransaction } from "../../../ports/meta-store.ts";
import type { ExperimentsTables } from "../tables.ts";

/** A file or a folder of the artifact store; paths are relative to what was listed. */
export interface ArtifactEntry {
  readonly path: string;
  readonly isFolder: boolean;
  /** Of a file. */
  readonly bytes: number | null;
}

/** A part of a long folder. */
export interface ArtifactPage {
  /** Name of the last entry seen, with a `/` when it is a folder. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ArtifactFile extends BlobRef {
  readonly path: string;
  /** When it was put there, epoch milliseconds. */
  readonly at: number;
}

const columns = ["path", "sha256", "bytes", "at"];

/** Names blobs by paths; whoever was there before is replaced. The bytes are durable already. */
export async function linkArtifacts(
  tx: MetaTransaction<ExperimentsTables>,
  now: number,
  files: readonly (BlobRef & { readonly path: string })[],
): Promise<void> {
  for (const { path } of files) await refuseFolder(tx, path);
  await tx.insert(
    "artifact_files",
    columns,
    files.map(({ path, sha256, bytes }) => [path, sha256, bytes, now]),
    { columns: ["path"], update: ["sha256", "bytes", "at"] },
  );
}

/** A path is a file or a folder, never both. */
async function refuseFolder({ db }: MetaTransaction<ExperimentsTables>, path: string): Promise<void> {
  const parents = path.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/"));
  const other = await db
    .selectFrom("artifact_files")
    .select("path")
    .where((where) =>
      where.or([
        where("path", "in", parents),
        where.and([where("path", ">=", `${path}/`), where("path", "<", `${path}0`)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (other !== undefined) throw fail("experiments/artifact-in-the-way", { path, other: other.path });
}

/** Removes the file of a path, or all that lies below a folder. The bytes go with `prumo gc`. */
export async function unlinkArtifacts(meta: MetaStore, path: string): Promise<void> {
  await meta.write<ExperimentsTables, void>((tx) => unlinkBelow(tx, path));
}

export async function unlinkBelow({ db }: MetaTransaction<ExperimentsTables>, path: string): Promise<void> {
  await db
    .deleteFrom("artifact_files")
    .where((where) =>
      where.or([
        where("path", "=", path),
        where.and([where("path", ">=", `${path}/`), where("path", "<", `${path}0`)]),
      ]),
    )
    .execute();
}

/** The file of a path, if there is one. */
export async function artifactFile(meta: MetaStore, path: string): Promise<ArtifactFile | undefined> {
  return meta
    .read<ExperimentsTables>()
    .selectFrom("artifact_files")
    .selectAll()
    .where("path", "=", path)
    .executeTakeFirst();
}

/** What lies directly below a folder, by name. One look-up in the index for each entry, however much lies below it. */
export async function listArtifacts(
  meta: MetaStore,
  folder: string,
  { after, limit = Infinity }: ArtifactPage = {},
): Promise<ArtifactEntry[]> {
  const db = meta.read<ExperimentsTables>();
  const prefix = folder === "" ? "" : `${folder}/`;
  const end = folder === "" ? "\u{10ffff}" : `${folder}0`; // "0" is the character behind "/"
  const entries: ArtifactEntry[] = [];
  for (let from = `${prefix}${behind(after)}`; entries.length < limit;) {
    const next = await db
      .selectFrom("artifact_files")
      .select(["path", "bytes"])
      .where("path", ">=", from)
      .where("path", "<", end)
      .orderBy("path")
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) break;
    const rest = next.path.slice(prefix.length);
    const slash = rest.indexOf("/");
    const name = slash === -1 ? rest : rest.slice(0, slash);
    entries.push({ path: name, isFolder: slash !== -1, bytes: slash === -1 ? next.bytes : null });
    from = slash === -1 ? `${next.path}\0` : `${prefix}${name}0`;
  }
  return entries;
}

/** The first path that is neither an entry nor below it. */
function behind(entry: string | undefined): string {
  if (entry === undefined) return "";
  return entry.endsWith("/") ? `${entry.slice(0, -1)}0` : `${entry}\0`;
}
