import { basename } from "node:path";
import type { ProgramRuntime } from "../../contract/records/experiments.ts";
import type { StepTools } from "../../ports/step-kind.ts";
import { runProgram } from "./child-process.ts";

const timeoutMs = 20_000;
const mostPackages = 2_000;
const longestName = 200;

/** Tools that start a program in an environment of theirs: `uv run python fit.py`. */
const runners = new Set(["uv", "poetry", "pdm", "pipenv", "hatch", "rye", "pixi"]);

/** Folders of the project are no place to look for packages: the step's own search path is left as it is. */
const listPackages = `
import sys
sys.path[:] = [path for path in sys.path if path]
from importlib import metadata
print("python", sys.implementation.name, sys.version.split()[0], sep="\\t")
for found in metadata.distributions():
    try:
        print("package", found.metadata["Name"], found.version, sep="\\t")
    except Exception:
        pass
`;

/**
 * What a command runs on: of Python its version and the packages that its interpreter finds, of Node its version.
 * Asks the interpreter that the command names, in the same environment; undefined for other programs, and when
 * the interpreter does not answer in 20 s.
 */
export async function programRuntime(
  command: readonly string[],
  options: Parameters<typeof runProgram>[1],
  tools: StepTools,
): Promise<ProgramRuntime | undefined> {
  const python = pythonOf(command);
  if (python !== undefined) {
    const env = { ...options.env, PYTHONIOENCODING: "utf-8" };
    const lines = await ask([...python, "-c", listPackages], { ...options, env }, tools);
    return pythonIn(lines);
  }
  const [program = ""] = command;
  if (!/^node(js)?(\.exe)?$/.test(basename(program))) return undefined;
  const [version] = await ask([program, "--version"], options, tools);
  return version !== undefined && /^v\d+\.\d+\.\d+$/.test(version) ? { node: version } : undefined;
}

/** The words that start the same interpreter without a script. */
function pythonOf(command: readonly string[]): string[] | undefined {
  const [program = "", verb] = command;
  if (isPython(program)) return [program];
  if (!runners.has(basename(program)) || verb !== "run") return undefined;
  const at = command.findIndex((word, index) => index > 1 && (isPython(word) || word.endsWith(".py")));
  if (at < 0) return undefined;
  const word = command[at] ?? "";
  return [...command.slice(0, at), isPython(word) ? word : "python"];
}

function isPython(word: string): boolean {
  return /^(python|pypy)(\d+(\.\d+)?)?(\.exe)?$/.test(basename(word));
}

async function ask(
  argv: readonly string[],
  options: Parameters<typeof runProgram>[1],
  tools: StepTools,
): Promise<string[]> {
  const lines: string[] = [];
  const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(timeoutMs)]);
  const log = (level: string, text: string): void => {
    if (level === "info" && lines.length <= mostPackages) lines.push(text);
  };
  try {
    const ended = await runProgram(argv, options, { scratch: tools.scratch, signal, log });
    return ended.isGood ? lines : [];
  } catch {
    return []; // the step's own start tells that there is no such program
  }
}

function pythonIn(lines: readonly string[]): ProgramRuntime | undefined {
  const said = lines.map((line) => line.split("\t"));
  const [, implementation, version] = said.find(([what]) => what === "python") ?? [];
  if (implementation === undefined || version === undefined) return undefined;
  const packages = new Map<string, string>();
  for (const [what, name = "", of = ""] of said) {
    // What comes first on the search path is what is imported.
    const isOne = what === "package" && name !== "" && name.length <= longestName && of.length <= longestName;
    if (isOne && !packages.has(name)) packages.set(name, of);
  }
  return {
    python: {
      implementation,
      version,
      packages: [...packages]
        .map(([name, of]) => ({ name, version: of }))
        .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
    },
  };
}
