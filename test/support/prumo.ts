import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const cli = join(root, "src/cli/prumo.ts");

/** A copy of an example project in a folder of its own, removed when disposed of. */
export function exampleProject(name = "flight-delays"): Disposable & { readonly directory: string } {
  const directory = mkdtempSync(join(tmpdir(), "prumo-test-"));
  cpSync(join(root, "examples", name), directory, {
    recursive: true,
    filter: (path) => !path.endsWith(".prumo"),
  });
  return {
    directory,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The real command line in a process of its own. */
export function startPrumo(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a process and what it said. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => void (said.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (said.stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...said };
}

export function prumo(args: readonly string[], cwd: string): Promise<Ended> {
  return ended(startPrumo(args, cwd));
}
