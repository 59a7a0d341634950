import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";

/** Says in our words what the file system said. */
export function filesError(error: unknown, path: string): unknown {
  if (error instanceof PrumoError || !(error instanceof Error) || !("code" in error)) return error;
  switch (error.code) {
    case "ENOSPC":
    case "EDQUOT":
      return fail("storage/disk-full", { path }, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return fail("storage/read-only", { path, reason: error.message }, error);
    case "ENOENT":
    case "ENOTDIR":
    case "EISDIR":
    case "EIO":
      return fail("storage/cannot-open", { path, reason: error.message }, error);
    default:
      return error;
  }
}
