import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hashFile } from "../../../kernel/hashing.ts";

/** Files that say which packages there are, of the languages that training code is written in. */
const names = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "deno.lock",
  "uv.lock",
  "poetry.lock",
  "pdm.lock",
  "Pipfile.lock",
  "pixi.lock",
  "conda-lock.yml",
  "environment.yml",
  "requirements.txt",
  "pylock.toml",
  "renv.lock",
  "Manifest.toml",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
];

/** None is larger; what is called so and is, is something else. */
const mostBytes = 64 * 1024 * 1024;

/** The lock files of a folder, or of the nearest folder above it that has any, with their SHA-256. */
export async function findLockfiles(from: string): Promise<{ name: string; sha256: string }[]> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await Promise.all(names.map((name) => lockfile(folder, name)));
    const lockfiles = found.filter((each) => each !== undefined);
    if (lockfiles.length > 0 || dirname(folder) === folder) return lockfiles;
  }
}

async function lockfile(folder: string, name: string): Promise<{ name: string; sha256: string } | undefined> {
  const path = join(folder, name);
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > mostBytes) return undefined;
    return { name, sha256: await hashFile(path) };
  } catch {
    return undefined;
  }
}
