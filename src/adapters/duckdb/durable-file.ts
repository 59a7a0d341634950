import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that it is either whole or not there: under a temporary name beside it, synced, renamed,
 * the directory synced. What was begun is removed when `write` throws.
 */
export async function writeDurably<Result>(
  path: string,
  write: (temporary: string) => Promise<Result>,
): Promise<Result & { readonly bytes: number }> {
  const temporary = `${path}.${process.pid}.partial`;
  try {
    const result = await write(temporary);
    const bytes = await syncFile(temporary);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return { ...result, bytes };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Size in bytes, once they are on the disk. */
async function syncFile(path: string): Promise<number> {
  await using file = await open(path, "r+");
  await file.sync();
  return (await file.stat()).size;
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, "r");
  await directory.sync();
}
