import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../kernel/clock.ts";
import type { StoredBlob } from "../../ports/blob-store.ts";

/** Where a blob is for the moment in which it is decided on; only a crash leaves something there. */
const asideName = "aside";

/** Every blob below a root, folder by folder. */
export async function* listBlobs(root: string): AsyncGenerator<StoredBlob> {
  for (const folder of await readdir(root)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const rest of await readdir(join(root, folder))) {
      if (!/^[0-9a-f]{62}$/.test(rest)) continue;
      const found = await stat(join(root, folder, rest)).catch(() => undefined);
      if (found !== undefined) yield { sha256: folder + rest, bytes: found.size, putAt: found.mtimeMs };
    }
  }
}

/**
 * Removes a blob that nobody put or kept since `before`. It is moved aside first and judged there: a put in any
 * process touches the file at its own place, so it either came before the move, which the file's time then tells, or
 * finds nothing and writes the bytes anew. Without a turn of the event loop in between, for no reader is to miss it.
 * @returns its bytes; undefined when it stays or was not there.
 */
export function removeUnlessTouched(
  root: string,
  path: string,
  sha256: string,
  before: number,
): number | undefined {
  const aside = join(root, asideName, `${sha256}.${randomUUID()}`);
  try {
    if (statSync(path).mtimeMs >= before) return undefined;
    mkdirSync(join(root, asideName), { recursive: true });
    renameSync(path, aside);
    const { mtimeMs, size } = statSync(aside);
    if (mtimeMs >= before) {
      putBack(aside, path);
      return undefined;
    }
    unlinkSync(aside);
    return size;
  } catch (error) {
    // Somebody else was first; or, on Windows, somebody reads it: another time.
    if (["ENOENT", "EBUSY", "EPERM"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** What a crash left aside goes back to its place: whether anybody names it, the next collection sees. */
export async function putBackAll(root: string): Promise<void> {
  const left = await readdir(join(root, asideName)).catch(() => []);
  for (const name of left) {
    const [sha256 = ""] = name.split(".");
    if (/^[0-9a-f]{64}$/.test(sha256)) {
      putBack(join(root, asideName, name), join(root, sha256.slice(0, 2), sha256.slice(2)));
    }
  }
}

/** Files of a folder that nobody has written to since `before`. */
export async function stale(folder: string, before: number): Promise<{ path: string; bytes: number }[]> {
  const found: { path: string; bytes: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    if (file?.isFile() === true && file.mtimeMs < before) found.push({ path, bytes: file.size });
  }
  return found;
}

/** Never over a file that was put in the meantime: that one is the younger. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
    unlinkSync(aside);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return;
    if (code === "EEXIST") return rmSync(aside, { force: true });
    // A file system without links: the bytes are the same, and the time is the later one.
    const now = systemClock.now() / 1_000;
    utimesSync(aside, now, now);
    renameSync(aside, path);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
