import type { RunIds } from "../../../src/contract/records/experiments.ts";

export type Group = RunIds["groups"][number];

/** What stands in the rows of the table: runs by their position in the list, and the heads of groups. */
export interface Items {
  readonly count: number;
  /** The position of a run, or that of a group as -1 - group. */
  readonly at: (index: number) => number;
}

/** Without groups all runs; with groups their heads, and the runs of those that are open. */
export function itemsOf(runs: number, groups: readonly Group[], open: ReadonlySet<number>): Items {
  if (groups.length === 0) return { count: runs, at: (index) => index };
  const flat: number[] = [];
  let position = 0;
  for (const [index, group] of groups.entries()) {
    flat.push(-1 - index);
    if (open.has(index)) for (let run = 0; run < group.runs; run++) flat.push(position + run);
    position += group.runs;
  }
  return { count: flat.length, at: (index) => flat[index] ?? 0 };
}
