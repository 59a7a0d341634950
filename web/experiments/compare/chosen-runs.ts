import { mostCompared } from "../../../src/contract/most-compared.ts";

/** What an address asks to compare. */
export interface ChosenRuns {
  /** Each once, at most 200. */
  readonly ids: readonly string[];
  /** What cannot be an id of a run. */
  readonly refused: readonly string[];
  /** How many ids beyond the 200 are left out. */
  readonly leftOut: number;
}

/** Reads `id,id,…`: 32 hexadecimal digits each. */
export function readChosenRuns(text: string): ChosenRuns {
  const parts = text
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "");
  const unique = [...new Set(parts)];
  const ids = unique.filter((part) => /^[0-9a-f]{32}$/.test(part));
  const refused = unique.filter((part) => !/^[0-9a-f]{32}$/.test(part));
  return { ids: ids.slice(0, mostCompared), refused, leftOut: Math.max(0, ids.length - mostCompared) };
}
