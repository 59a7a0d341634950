import { join } from "node:path";
import {
  openProcessExecutor,
  type ProcessExecutorOptions,
} from "../../src/adapters/process/process-executor.ts";
import { isHolderDead, processIdentity } from "../../src/kernel/process-identity.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Worker processes that know the test kinds, with a directory of their own. */
export async function processFixture(options: Partial<ProcessExecutorOptions> = {}) {
  const directory = await temporaryDirectory();
  const executor = await openProcessExecutor({
    entry: join(import.meta.dirname, "step-worker.ts"),
    args: [directory.path],
    scratchDir: join(directory.path, "scratch"),
    graceMs: 300,
    ...options,
  });
  return {
    executor,
    path: directory.path,
    async [Symbol.asyncDispose]() {
      await executor[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Whether a process lives; one that ended and was not yet waited for does not. */
export function isAlive(pid: number): boolean {
  return !isHolderDead(processIdentity(pid)) && !processIdentity(pid).endsWith("/ended");
}
