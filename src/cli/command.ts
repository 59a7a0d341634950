import type { Output } from "./output.ts";

/** One command as data: help, parser and reference docs are made from it. */
export interface CommandSpec {
  /** `model promote` */
  readonly name: string;
  /** `<name> <version>` */
  readonly args?: string;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  readonly examples?: readonly string[];
  /** Loaded only when the command is run, so that --help is instant. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

export interface OptionSpec {
  /** `--template <name>` */
  readonly flags: string;
  readonly summary: string;
  readonly default?: string | boolean;
  readonly repeatable?: boolean;
}

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command is given. Returns the exit code; 0 when it returns nothing. */
export interface Invocation {
  readonly args: readonly string[];
  readonly options: Options;
  /** Folder of the project. */
  readonly directory: string;
  readonly out: Output;
  /** Aborted by Ctrl-C; a second Ctrl-C ends the process. */
  readonly signal: AbortSignal;
}

export type Run = (invocation: Invocation) => Promise<number | void>;

/** The text of an option, or undefined when it was not given. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
