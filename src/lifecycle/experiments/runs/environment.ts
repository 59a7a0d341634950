import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CodeRevision, Environment } from "../../../contract/records/experiments.ts";
import { hashJson, sha256 } from "../../../kernel/hashing.ts";
import { findLockfiles } from "./lockfiles.ts";

const run = promisify(execFile);
const projectFiles = ["prumo.config.ts", "prumo.yaml", "prumo.yml"];

/** The commit that the project stands at, whether it was changed since, and the digest of the project file. */
export async function codeRevision(projectDir: string): Promise<CodeRevision> {
  const commit = await git(projectDir, ["rev-parse", "HEAD"]);
  const changes = commit === null ? null : await git(projectDir, ["status", "--porcelain", "--", "."]);
  const text = await firstOf(projectFiles.map((name) => join(projectDir, name)));
  return { commit, dirty: changes !== null && changes !== "", projectDigest: sha256(text ?? "") };
}

/** Output of a git command; null without git, without a repository, or after 5 s. */
async function git(directory: string, args: readonly string[]): Promise<string | null> {
  try {
    // a repository is not trusted to name programs that git would start
    const safe = [
      "-c",
      "core.fsmonitor=false",
      "-c",
      "core.hooksPath=",
      "--no-optional-locks",
      "-C",
      directory,
    ];
    const { stdout } = await run("git", [...safe, ...args], { timeout: 5_000, maxBuffer: 1 << 24 });
    return stdout.trim();
  } catch {
    return null;
  }
}

/** What the work runs on. */
export async function environment(projectDir: string): Promise<Environment> {
  const [processor] = cpus();
  const lockfiles = await findLockfiles(projectDir);
  return {
    prumo: await ownVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: processor?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    lockfiles,
    lockfileDigest: lockfiles.length === 0 ? null : hashJson(lockfiles),
    python: null,
  };
}

/** Version of this installation, as package.json states it. */
export async function ownVersion(): Promise<string> {
  const text = await readFile(new URL("../../../../package.json", import.meta.url), "utf8").catch(() => "{}");
  const { version } = JSON.parse(text) as { version?: unknown };
  return typeof version === "string" ? version : "unknown";
}

async function firstOf(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch(() => null);
    if (text !== null) return text;
  }
  return null;
}
