import { below, storePath } from "../../lifecycle/experiments/index.ts";
import type { BlobRef } from "../../ports/blob-store.ts";
import type { FilesOwner, SourceFile } from "../../ports/tracking-source.ts";
import type { Copying, Target } from "./import-deps.ts";
import { reasonOf } from "./tally.ts";

/** Files are named in groups of this many, or of this many bytes: what is lost at most when the import is killed. */
const group = { files: 32, bytes: 8_000_000 };

/** Whether the files of something are to be looked for: not all of them are here, or that is to be made sure. */
export function isToList(
  { recheckFiles }: Copying,
  known: { readonly hasFiles: boolean } | undefined,
): boolean {
  return known !== undefined && (recheckFiles || !known.hasFiles);
}

/** Whether an owner may have files; answered without a question where the experiment's folder was read. */
export function mayHaveFiles({ found, ownersWithFiles }: Target, owner: FilesOwner): boolean {
  const folder = owner.kind === "run" ? owner.id : `models/${owner.id}`;
  const isListed = owner.artifactRoot === `${found.artifactRoot}/${folder}/artifacts`;
  return ownersWithFiles === undefined || !isListed || ownersWithFiles.has(owner.id);
}

/**
 * Copies what an owner has, files that are here since `since` excepted; answers whether all of it is here. Bytes go
 * from the connection to the blob store, whatever their number.
 */
export function copyFiles(copying: Copying, owner: FilesOwner, place: Place): Promise<boolean> {
  return copying.blobs.naming(() => copyAll(copying, owner, place));
}

interface Place {
  readonly root: string;
  readonly since: number;
}

async function copyAll(copying: Copying, owner: FilesOwner, { root, since }: Place): Promise<boolean> {
  const { from, experiments, tally, turnstile } = copying;
  const place = storePath(root);
  const going = new Set<Promise<void>>();
  let arrived: (BlobRef & { readonly path: string })[] = [];
  let isWhole = true;
  let failure: { readonly error: unknown } | undefined;
  const refuse = (name: string, error: unknown) => {
    isWhole = false;
    tally.failed("files", { name: `${owner.id}: ${name}`, reason: reasonOf(error) });
  };
  const link = async () => {
    const files = arrived;
    arrived = [];
    const named = async (some: typeof files) => {
      if (some.length > 0) await experiments.linkArtifacts(some);
      tally.add("files", "copied", some.length);
    };
    try {
      await named(files);
    } catch {
      // One is in the way of another, as a store of objects lets it be: the others are not to suffer.
      for (const file of files) {
        await named([file]).catch((error: unknown) => refuse(file.path.slice(place.length + 1), error));
      }
    }
  };
  const copy = async (file: SourceFile) => {
    try {
      const path = below(place, file.path);
      const there = await experiments.artifactFile(path);
      // A size that is not announced is that of an empty file: MLflow leaves zeros out.
      if (there !== undefined && there.bytes === (file.bytes ?? 0) && there.at >= since) {
        return tally.add("files", "here");
      }
      const ref = await turnstile.pass(async () => copying.blobs.put(await from.file(owner, file)));
      tally.bytes += ref.bytes;
      arrived.push({ path, ...ref });
      const bytes = arrived.reduce((sum, one) => sum + one.bytes, 0);
      if (arrived.length >= group.files || bytes >= group.bytes) await link();
    } catch (error) {
      refuse(file.path, error);
    }
  };
  try {
    for await (const file of from.files(owner)) {
      if (!("path" in file)) {
        isWhole = false;
        tally.failed("files", { ...file, name: `${owner.id}: ${file.name}` });
        continue;
      }
      const done: Promise<void> = copy(file)
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => void going.delete(done));
      going.add(done);
      if (going.size >= 8) await Promise.race(going);
      if (failure !== undefined) break;
    }
  } catch (error) {
    await Promise.all(going);
    refuse("its files cannot be listed", error);
  }
  await Promise.all(going);
  await link();
  if (failure !== undefined) throw failure.error;
  return isWhole;
}
