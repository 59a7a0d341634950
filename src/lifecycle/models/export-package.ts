import { mkdir, open, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ModelVersion } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { sha256 } from "../../kernel/hashing.ts";
import type { BlobStore } from "../../ports/blob-store.ts";

/** Writes the package of a version into a new or empty folder; what does not match its digest is refused. */
export async function exportPackage(blobs: BlobStore, version: ModelVersion, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0) throw fail("models/export-not-empty", { dir });
  for (const { path, sha256: expected } of version.files) {
    const bytes = await blobs.get(expected);
    if (sha256(bytes) !== expected || basename(path) !== path) {
      throw fail("models/package-damaged", { file: path, model: version.model, version: version.version });
    }
    await using file = await open(join(dir, path), "wx");
    await file.writeFile(bytes);
    await file.sync();
  }
}
