import { catalogue, type ErrorCode } from "./catalogue.ts";

/** One entry of the catalogue: what a person reads, and what a machine acts upon. */
export interface ErrorEntry {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Exit code of the command; 1 unless stated, 2 usage, 3 a gate refused. */
  readonly exit?: 1 | 2 | 3;
  /** What happened; `{name}` is replaced by the detail of that name. */
  readonly message: string;
  /** What to do about it, in the imperative; names the command or the setting. */
  readonly repair: string;
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Entry<Code extends ErrorCode> = (typeof catalogue)[Code];
type DetailNames<Code extends ErrorCode> =
  | Placeholders<Entry<Code>["message"]>
  | Placeholders<Entry<Code>["repair"]>;

/** The details which the message and the repair of this code mention; more are welcome. */
export type ErrorDetails<Code extends ErrorCode> = { readonly [Name in DetailNames<Code>]: unknown } & {
  readonly [name: string]: unknown;
};

/** The only error class that prumo throws on purpose. */
export class PrumoError extends Error {
  override readonly name = "PrumoError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly exit: number;
  readonly repair: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>>, cause?: unknown) {
    const entry: ErrorEntry = catalogue[code];
    super(fill(entry.message, details), cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = entry.status;
    this.exit = entry.exit ?? 1;
    this.repair = fill(entry.repair, details);
    this.details = details;
  }
}

/** Makes the error of a code: `throw fail("datasets/unknown-column", { … })`. The cause is kept. */
export function fail<Code extends ErrorCode>(
  code: Code,
  details: ErrorDetails<Code>,
  cause?: unknown,
): PrumoError {
  return new PrumoError(code, details, cause);
}

/** Any thrown value as a PrumoError: what we did not foresee becomes `kernel/unexpected`. */
export function asPrumoError(error: unknown): PrumoError {
  if (error instanceof PrumoError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return fail("kernel/unexpected", { reason }, error);
}

function fill(text: string, details: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => show(details[name]));
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join(", ");
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "?");
}
