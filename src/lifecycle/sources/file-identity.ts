import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { sha256Schema } from "../../contract/names.ts";
import { systemClock } from "../../kernel/clock.ts";
import { hashFile, sha256 } from "../../kernel/hashing.ts";

const rememberedSchema = z.object({ stamp: z.string(), sha256: sha256Schema });

/** A file changed this recently may change again without its time showing it. */
const restlessMs = 2_000;

/**
 * SHA-256 of a file's content. Remembered in `directory` by path, size, inode and times, so that an unchanged
 * file is not read again; never for a file that was written a moment ago.
 */
export async function fileIdentity(path: string, directory: string): Promise<string> {
  const { stamp, isRestless } = await stampOf(path);
  const memory = join(directory, `${sha256(path).slice(0, 32)}.json`);
  const known = await recall(memory);
  if (known?.stamp === stamp) return known.sha256;
  const content = await hashFile(path);
  if (!isRestless && (await stampOf(path)).stamp === stamp)
    await remember(memory, { stamp, sha256: content });
  return content;
}

async function stampOf(path: string): Promise<{ stamp: string; isRestless: boolean }> {
  const { size, ino, mtimeNs, ctimeNs, mtimeMs } = await stat(path, { bigint: true });
  return {
    stamp: [size, ino, mtimeNs, ctimeNs].join("-"),
    isRestless: Math.abs(systemClock.now() - Number(mtimeMs)) < restlessMs,
  };
}

async function recall(memory: string): Promise<z.infer<typeof rememberedSchema> | undefined> {
  try {
    return rememberedSchema.parse(JSON.parse(await readFile(memory, "utf8")));
  } catch {
    return undefined; // absent or damaged: the file is read
  }
}

/** Only a saving of time, so a failure to write is none. */
async function remember(memory: string, known: z.infer<typeof rememberedSchema>): Promise<void> {
  const temporary = `${memory}.${process.pid}.partial`;
  try {
    await mkdir(dirname(memory), { recursive: true });
    await using file = await open(temporary, "w");
    await file.writeFile(JSON.stringify(known));
    await rename(temporary, memory);
  } catch {
    // full disk or read-only directory
  }
}
