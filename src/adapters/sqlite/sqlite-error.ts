import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const code = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

/** The primary result code of an error of node:sqlite, without the extended bits; undefined for other errors. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  if (error instanceof PrumoError) return error.code === "storage/busy";
  return resultCode(error) === code.busy;
}

/** Says in our words what SQLite said; what is not about the store itself (a bad query) passes unchanged. */
export function storeError(error: unknown, path: string): unknown {
  if (error instanceof PrumoError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (resultCode(error)) {
    case code.busy:
      return fail("storage/busy", { path, seconds: 0 }, error);
    case code.readOnly:
      return fail("storage/read-only", { path, reason }, error);
    case code.corrupt:
    case code.notADatabase:
      return fail("storage/corrupt", { path, reason }, error);
    case code.full:
      return fail("storage/disk-full", { path }, error);
    case code.ioError:
    case code.cannotOpen:
      return fail("storage/cannot-open", { path, reason }, error);
    case code.constraint:
      return fail("storage/constraint", { reason }, error);
    default:
      return error;
  }
}
