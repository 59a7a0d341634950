import { spawn } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { processIdentity } from "../../kernel/process-identity.ts";
import type { StepTools } from "../../ports/step-kind.ts";

const longestLine = 8_192;
const graceMs = 2_000;

/** What a program needs of its step. */
export type ProgramTools = Pick<StepTools, "scratch" | "signal" | "log">;

export interface Ended {
  /** `exit code 0`, or the signal. */
  readonly how: string;
  readonly isGood: boolean;
}

/**
 * Runs a program, without a shell, in a process group of its own; its output becomes log lines. The group
 * ends with the step: asked first, then by force, and by force when this process ends. Rejects when it
 * cannot be started.
 */
export async function runProgram(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
  tools: ProgramTools,
): Promise<Ended> {
  const [program = "", ...args] = argv;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = Promise.withResolvers<Ended>();
  child.once("error", ended.reject);
  child.once("close", (code, signal) =>
    ended.resolve({ how: signal ?? `exit code ${code}`, isGood: code === 0 }),
  );
  const end = (signal: NodeJS.Signals): void => endGroup(child.pid, signal);
  const endNow = (): void => end("SIGKILL");
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    end("SIGTERM");
    force = setTimeout(endNow, graceMs);
  };
  process.once("exit", endNow);
  tools.signal.addEventListener("abort", stop, { once: true });
  try {
    if (child.pid !== undefined) {
      await appendFile(join(tools.scratch, ".processes"), `${processIdentity(child.pid)}\n`);
    }
    if (tools.signal.aborted) stop();
    const logs = [logLines(child.stdout, "info", tools), logLines(child.stderr, "warn", tools)];
    const how = await ended.promise;
    await Promise.all(logs);
    return how;
  } finally {
    clearTimeout(force);
    tools.signal.removeEventListener("abort", stop);
    process.off("exit", endNow);
    endNow(); // what the program left running in its group
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody of the group lives any more
  }
}

/** Lines of bounded length: a program that never ends its line is cut, not kept. */
async function logLines(stream: Readable, level: "info" | "warn", tools: ProgramTools): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) {
      lines.push(rest);
      rest = "";
    }
    for (const line of lines) tools.log(level, line.slice(0, longestLine));
  });
  await finished(stream).catch(() => undefined);
  if (rest !== "") tools.log(level, rest);
}
