import { userInfo } from "node:os";

/** Who types: the user of this machine, as promotions and deletions remember it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry, as in containers.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
