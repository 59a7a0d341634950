import { Command, CommanderError, Option } from "commander";
import { asPrumoError, fail, type PrumoError } from "../kernel/errors/prumo-error.ts";
import { nearest } from "../kernel/nearest.ts";
import type { CommandSpec, Options } from "./command.ts";
import { commands } from "./commands.ts";
import { createOutput, formatError, jsonError } from "./output.ts";
import { version } from "../app/version.ts";

/** Runs one command line and returns its exit code: 0 ok, 1 failed, 2 usage, 3 a gate refused, 4 not all could be copied. */
export async function main(argv: readonly string[]): Promise<number> {
  const isJson = argv.includes("--json");
  const isVerbose = argv.includes("--verbose");
  let exitCode = 0;
  const program = buildProgram(async (spec, args, options) => {
    exitCode = await invoke(spec, args, options, isJson);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const known = await asKnown(error, argv);
    const out = createOutput({ json: isJson });
    if (isJson) process.stdout.write(jsonError(known));
    process.stderr.write(formatError(known, (wanted, text) => out.style(wanted, text)));
    if (isVerbose) process.stderr.write(`${stackOf(error)}\n`);
    return known.exit;
  }
}

async function invoke(
  spec: CommandSpec,
  args: readonly string[],
  options: Options,
  isJson: boolean,
): Promise<number> {
  const { run } = await spec.load();
  const interrupted = new AbortController();
  const onInterrupt = () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onInterrupt);
  const directory = typeof options["project"] === "string" ? options["project"] : process.cwd();
  const out = createOutput({ json: isJson });
  try {
    return (await run({ args, options, directory, out, signal: interrupted.signal })) ?? 0;
  } finally {
    out.status(null);
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  }
}

type Action = (spec: CommandSpec, args: readonly string[], options: Options) => Promise<void>;

/** The command table as a commander program. */
export function buildProgram(action: Action): Command {
  const program = new Command("prumo")
    .description("Raw data in, a model in production out, and that model kept true.")
    .version(version())
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText(
      "after",
      "\nEvery command takes --json, --verbose and --project <dir>, and answers to --help.",
    );
  const groups = new Map<string, Command>();
  for (const spec of commands) {
    const [first = "", second] = spec.name.split(" ");
    const parent = second === undefined ? program : group(program, groups, first);
    addCommand(parent, second ?? first, spec, action);
  }
  return program;
}

function group(program: Command, groups: Map<string, Command>, noun: string): Command {
  const known = groups.get(noun);
  if (known !== undefined) return known;
  const verbs = commands
    .filter((spec) => spec.name.startsWith(`${noun} `))
    .map((spec) => spec.name.slice(noun.length + 1));
  const made = program
    .command(noun)
    .description(`${verbs.join(", ")} ${noun}s`)
    .helpCommand(false);
  made.exitOverride().configureOutput({ writeErr: () => undefined });
  groups.set(noun, made);
  return made;
}

function addCommand(parent: Command, name: string, spec: CommandSpec, action: Action): void {
  const command = parent
    .command(name)
    .description(spec.summary)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const argument of spec.args?.split(" ") ?? []) command.argument(argument);
  for (const option of spec.options ?? []) {
    const made = new Option(option.flags, option.summary);
    if (option.default !== undefined) made.default(option.default);
    if (option.repeatable)
      made.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    command.addOption(made);
  }
  command.option("--json", "print one JSON document and nothing else");
  command.option("--project <dir>", "folder of the project (here unless given)");
  command.option("--verbose", "show stack traces");
  if (spec.examples)
    command.addHelpText("after", `\nExamples:\n${spec.examples.map((text) => `  ${text}`).join("\n")}`);
  command.action(async () => action(spec, command.args, command.opts()));
}

async function asKnown(error: unknown, argv: readonly string[]): Promise<PrumoError> {
  if (error instanceof CommanderError) return usageError(error, argv);
  if (error instanceof Error && error.name === "ProblemError") {
    const { problemAsError } = await import("./problem.ts");
    return problemAsError(error);
  }
  return asPrumoError(error);
}

function usageError(error: CommanderError, argv: readonly string[]): PrumoError {
  const words = argv.filter((word) => !word.startsWith("-"));
  const names = commands.map((spec) => spec.name);
  const isCommand = names.some((name) => name === words[0] || name === words.slice(0, 2).join(" "));
  if (!isCommand && words[0] !== undefined) {
    const written = words.slice(0, 2).join(" ");
    const firsts = [...new Set(names.map((name) => name.split(" ")[0] ?? name))];
    const near = nearest(written, names) ?? nearest(words[0], firsts);
    const verbs = names.filter((name) => name.startsWith(`${words[0]} `));
    const advice =
      verbs.length > 0
        ? `There are: ${verbs.join(", ")}.`
        : near === undefined
          ? "See `prumo --help`."
          : `Did you mean \`prumo ${near}\`?`;
    return fail("cli/unknown-command", { command: verbs.length > 0 ? written : words[0], advice }, error);
  }
  const problem = error.message.replace(/^error: /, "");
  const command = names.find((name) => name === words.slice(0, 2).join(" ")) ?? words[0] ?? "";
  return fail(
    "cli/usage",
    { problem: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`.replace(/\.\.$/, "."), command },
    error,
  );
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
