import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { commandParams, type CommandParams } from "../../contract/step-params.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepKind, StepTools, StepValues } from "../../ports/step-kind.ts";
import { runProgram, type Ended } from "./child-process.ts";
import { readOutput } from "./command-outputs.ts";
import { programEnvironment } from "./program-environment.ts";
import { programRuntime } from "./program-runtime.ts";
import { commandCode } from "./project-files.ts";
import { inputPath } from "./step-files.ts";

/**
 * Your own program, in any language. It finds the path of each input in PRUMO_INPUT_<NAME>, writes each output
 * to the path in PRUMO_OUTPUT_<NAME>, and ends with exit code 0. Variables of MLflow lead what it logs to the
 * step's run. Cached by its words, environment, inputs and the files of the project that it names.
 */
export const commandKind: StepKind<CommandParams> = {
  name: "command",
  version: 1,
  params: commandParams,
  cacheable: true,
  identity: (params, projectDir) => commandCode(projectDir, params.command),
  async work(params, inputs, tools) {
    const outputs = await outputPaths(params, tools);
    const env = {
      ...programEnvironment(process.env, params.env, tools.environment),
      ...(await inputVariables(inputs, tools)),
      ...Object.fromEntries(outputs.map(({ variable, path }) => [variable, path])),
      PRUMO_SCRATCH: tools.scratch,
      PRUMO_THREADS: String(tools.threads),
    };
    const made = noteRuntime(params, env, tools);
    const ended = await start(params, env, tools);
    tools.signal.throwIfAborted();
    await made;
    if (!ended.isGood) {
      throw fail("pipelines/command-failed", {
        step: stepName(params),
        how: ended.how,
        command: params.command.join(" "),
      });
    }
    const values: [string, StepValues[string]][] = [];
    for (const { name, variable, path } of outputs) {
      if (!(await exists(path))) {
        const detail = { step: stepName(params), output: name, variable };
        throw fail("pipelines/command-output-missing", detail);
      }
      values.push([name, await readOutput(name, params.outputs[name] ?? "file", path, inputs, tools)]);
    }
    return Object.fromEntries(values);
  },
};

/** What the program runs on, for its run; found out while it runs. */
async function noteRuntime(
  params: CommandParams,
  env: Readonly<Record<string, string | undefined>>,
  tools: StepTools,
): Promise<void> {
  if (params.experiment === null) return;
  const runtime = await programRuntime(params.command, { cwd: tools.projectDir, env }, tools);
  if (runtime !== undefined) tools.fact("runtime", runtime);
}

async function start(
  params: CommandParams,
  env: Readonly<Record<string, string | undefined>>,
  tools: StepTools,
): Promise<Ended> {
  try {
    return await runProgram(params.command, { cwd: tools.projectDir, env }, tools);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fail("pipelines/command-not-found", { step: stepName(params), reason }, cause);
  }
}

async function inputVariables(inputs: StepValues, tools: StepTools): Promise<Record<string, string>> {
  const entries = Object.entries(inputs).map(async ([name, input]) => {
    const safe = name.replaceAll(/[^A-Za-z0-9_-]/g, "_");
    return [`PRUMO_INPUT_${variableName(name)}`, await inputPath(safe, input, tools.scratch, tools.blobs)];
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
}

async function outputPaths(
  params: CommandParams,
  tools: StepTools,
): Promise<{ name: string; variable: string; path: string }[]> {
  const directory = join(tools.scratch, "outputs");
  await mkdir(directory, { recursive: true });
  return Object.keys(params.outputs).map((name, number) => ({
    name,
    variable: `PRUMO_OUTPUT_${variableName(name)}`,
    path: join(directory, String(number)),
  }));
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
}

/** A kind does not know the name of its step; people know it by its command. */
function stepName(params: CommandParams): string {
  return params.command[0] ?? "command";
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
