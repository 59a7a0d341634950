import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { hashFile } from "../../kernel/hashing.ts";

const mostFiles = 1_000;

/** The real path of a file of the project; undefined when there is none, or it lies outside. */
export async function projectFile(projectDir: string, path: string): Promise<string | undefined> {
  try {
    const root = await realpath(projectDir);
    const file = await realpath(resolve(root, path));
    const isInside = file.startsWith(root + sep);
    return isInside && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The files of the project that a command names, and their neighbours of the same kind (what `fit.py` imports
 * lies beside it), with their hashes: the code half of the cache key.
 */
export async function commandCode(
  projectDir: string,
  command: readonly string[],
): Promise<{ [path: string]: string }> {
  const files = new Set<string>();
  for (const word of command) {
    const file = await projectFile(projectDir, word);
    if (file === undefined) continue;
    files.add(file);
    const beside = await readdir(dirname(file), { withFileTypes: true });
    for (const entry of beside) {
      if (entry.isFile() && extname(entry.name) === extname(file)) files.add(join(dirname(file), entry.name));
    }
  }
  return hashes(projectDir, [...files]);
}

/** A module of the project and the modules it imports by relative path, with their hashes. */
export async function moduleCode(projectDir: string, module: string): Promise<{ [path: string]: string }> {
  const found = new Set<string>();
  const open = [await projectFile(projectDir, module)];
  while (open.length > 0 && found.size < mostFiles) {
    const file = open.pop();
    if (file === undefined || found.has(file)) continue;
    found.add(file);
    const text = await readFile(file, "utf8");
    for (const [, , specifier] of text.matchAll(/\b(from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      open.push(await projectFile(projectDir, resolve(dirname(file), specifier ?? "")));
    }
  }
  return hashes(projectDir, [...found]);
}

async function hashes(projectDir: string, files: readonly string[]): Promise<{ [path: string]: string }> {
  const root = await realpath(projectDir);
  const entries = files
    .slice(0, mostFiles)
    .sort()
    .map(async (file) => [relative(root, file), await hashFile(file)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
