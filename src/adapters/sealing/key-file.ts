import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { fail } from "../../kernel/errors/prumo-error.ts";

const keyBytes = 32;

/** The key of a project: made at the first need, readable by its user only. Of several makers one wins. */
export async function keyOf(path: string): Promise<Buffer> {
  return (await readKey(path)) ?? (await makeKey(path));
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw fail("storage/cannot-open", { path, reason: error.message }, error);
  });
  if (found === undefined) return undefined;
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0)
    throw fail("storage/key-readable", { path });
  await using file = await open(path, "r");
  const key = await file.readFile();
  if (key.length !== keyBytes) throw fail("storage/cannot-open", { path, reason: "it holds no key" });
  return key;
}

async function makeKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  {
    await using file = await open(temporary, "wx", 0o600);
    await file.writeFile(randomBytes(keyBytes));
    await file.sync();
  }
  try {
    // A link, unlike a rename, does not replace the key that another process has made in the meantime.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw fail("storage/read-only", { path, reason: error.message }, error);
    });
    await syncDirectory(dirname(path));
  } finally {
    await unlink(temporary);
  }
  const key = await readKey(path);
  if (key === undefined) throw fail("storage/cannot-open", { path, reason: "it is gone again" });
  return key;
}

/** A name survives a power cut only when its directory was synced (fsync(2)). Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await using directory = await open(path, "r");
  await directory.sync();
}
