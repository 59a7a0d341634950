import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";

/** What the error happened on, when its text does not say. */
export interface ErrorContext {
  readonly memoryLimitBytes: number;
  readonly writing?: string | undefined;
  /** The query; names the file when the error's text does not. */
  readonly sql?: string | undefined;
}

/**
 * An error of DuckDB as one of ours, by its text: DuckDB gives no codes through this binding. Unknown ones
 * are passed on as they are, so that a defect of ours in SQL shows itself.
 */
export function duckDbError(error: unknown, context: ErrorContext): unknown {
  if (error instanceof PrumoError || !(error instanceof Error)) return error;
  const text = error.message;
  if (/no space left on device|max_temp_directory_size/i.test(text)) {
    return fail(
      "storage/disk-full",
      { path: context.writing ?? fileIn(text) ?? "the temporary directory" },
      error,
    );
  }
  if (/^Out of Memory Error/i.test(text)) {
    const limit = `${Math.round(context.memoryLimitBytes / 2 ** 20)} MiB`;
    return fail("datasets/out-of-memory", { limit, problem: firstLine(text) }, error);
  }
  const missing = /No files found that match the pattern "([^"]+)"/.exec(text)?.[1];
  if (missing !== undefined) return fail("sources/file-missing", { file: plainPath(missing) }, error);
  const isBroken =
    /^Invalid Error|^Serialization Error|TProtocolException|ZSTD|Snappy|GZIP|LZ4|decompress|corrupt|Parquet/i.test(
      text,
    );
  const file = fileIn(text) ?? (isBroken ? fileIn(context.sql ?? "") : undefined);
  if (file === undefined) return error;
  if (context.writing !== undefined && /Cannot open file|Could not write|Permission denied/i.test(text)) {
    return fail("storage/read-only", { path: context.writing, reason: firstLine(text) }, error);
  }
  return fail("sources/unreadable-file", { file, problem: problemIn(text) }, error);
}

/** The file that an error text names, in one of DuckDB's ways to do so. */
function fileIn(text: string): string | undefined {
  return (
    /file '([^']+)'/i.exec(text)?.[1] ??
    /read_(?:parquet|csv)\('([^']+)'/.exec(text)?.[1] ??
    /file "([^"]+)"/i.exec(text)?.[1] ??
    /^\s*file = (.+)$/m.exec(text)?.[1]?.trim()
  );
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/^[A-Z][A-Za-z ]*Error: /, "");
}

/** The lines that say what is wrong, without advice on options of DuckDB that nobody can set here. */
function problemIn(text: string): string {
  if (/No magic bytes|too small to be a Parquet/.test(text)) {
    return "it is not a whole Parquet file (its end is missing or it was never one).";
  }
  const lines = text.split("\n").map((line) => line.trim());
  const end = lines.findIndex(
    (line, index) => index > 0 && /^(Possible |LINE |file = |Column .* is being converted)/.test(line),
  );
  const said = (end === -1 ? lines : lines.slice(0, end)).filter((line) => line !== "");
  return said
    .map((line, index) => (index === 0 ? firstLine(line) : line))
    .join("; ")
    .replaceAll(/\p{Cc}/gu, "?")
    .slice(0, 500);
}

/** Undoes the escaping of glob characters that `fileSql` does. */
function plainPath(pattern: string): string {
  return pattern.replaceAll(/\[([*?[])\]/g, "$1");
}
