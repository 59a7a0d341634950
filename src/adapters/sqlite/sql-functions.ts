import type { DatabaseSync } from "node:sqlite";
import { likeMatcher } from "../../engines/search/like.ts";

/**
 * Functions of ours in SQL. `unicode_ilike(pattern, text)` is ILIKE as PostgreSQL has it; SQLite's own LIKE knows
 * other cases of ASCII letters alone.
 */
export function addFunctions(db: DatabaseSync): void {
  let last: { readonly pattern: string; readonly matches: (text: string) => boolean } | undefined;
  db.function("unicode_ilike", { deterministic: true, directOnly: true }, (pattern, text) => {
    if (typeof pattern !== "string" || typeof text !== "string") return null;
    // One search has one pattern for all its rows.
    if (last?.pattern !== pattern) last = { pattern, matches: likeMatcher(pattern, true) };
    return last.matches(text) ? 1 : 0;
  });
}
