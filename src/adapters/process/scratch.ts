import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isHolderDead, processIdentity } from "../../kernel/process-identity.ts";

/** The folder of this process under the scratch folder; its name tells whose it is. */
export function scratchOf(scratchDir: string): string {
  return join(scratchDir, encodeURIComponent(processIdentity()));
}

/**
 * Removes what dead processes left: their folders, and the commands that they had started (`.processes`, see
 * StepTools.scratch). A worker that ends by itself does this by itself; this is for those that were killed.
 */
export async function sweepScratch(scratchDir: string): Promise<void> {
  for (const name of await entries(scratchDir)) {
    if (!isHolderDead(decodeURIComponent(name))) continue;
    const left = join(scratchDir, name);
    for (const attempt of await entries(left)) {
      const listed = await readFile(join(left, attempt, ".processes"), "utf8").catch(() => "");
      for (const identity of listed.split("\n")) endGroup(identity);
    }
    await rm(left, { recursive: true, force: true });
  }
}

async function entries(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

/** Only when it is certainly the process that was listed: a pid may have been given to someone else. */
function endGroup(identity: string): void {
  const [, pid, start] = identity.split("/");
  if (start === undefined || start === "unknown" || isHolderDead(identity)) return;
  if (processIdentity(Number(pid)) !== identity) return;
  try {
    process.kill(-Number(pid), "SIGKILL");
  } catch {
    // it ended by itself in the meantime
  }
}
