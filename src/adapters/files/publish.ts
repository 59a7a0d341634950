import { randomUUID } from "node:crypto";
import { chmod, copyFile, mkdir, open, rename, unlink, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";

/** Leftovers of a crash older than this go when the store is opened; nothing takes a day to write. */
export const staleMs = 24 * 60 * 60 * 1_000;

export function temporaryPath(directory: string): string {
  return join(directory, `${process.pid}-${randomUUID()}`);
}

/**
 * Gives a synced file its final name, for good: of the time of now, renamed, read-only, directory synced. Another writer of the
 * same content may come first; either file will do, they are equal.
 */
export async function publish(from: string, to: string, temporary: string): Promise<void> {
  const isNewDirectory = (await mkdir(dirname(to), { recursive: true })) !== undefined;
  await chmod(from, 0o444).catch(() => undefined);
  const now = systemClock.now() / 1_000;
  await utimes(from, now, now);
  try {
    await rename(from, to);
  } catch (error) {
    if (!isOtherDisk(error)) throw error;
    const near = temporaryPath(temporary);
    await copyFile(from, near);
    await syncFile(near);
    await rename(near, to);
    await unlink(from);
  }
  await syncDirectory(dirname(to));
  if (isNewDirectory) await syncDirectory(dirname(dirname(to)));
}

export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.sync();
}

/** A rename survives a power cut only when its directory was synced (fsync(2)). Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await syncFile(path);
}

function isOtherDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EXDEV";
}
