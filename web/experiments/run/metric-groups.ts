import type { MetricSummary, Run } from "../../../src/contract/records/experiments.ts";

export interface MetricGroup {
  /** What stands before the first `/`; empty for keys without one. */
  readonly name: string;
  readonly keys: readonly string[];
}

/** Metrics by the part of their key before `/`; measurements of the machine last. */
export function metricGroups(keys: readonly string[]): readonly MetricGroup[] {
  const groups = Map.groupBy(keys, prefix);
  return [...groups]
    .map(([name, of]) => ({ name, keys: of.toSorted() }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

function rank(name: string): number {
  if (name === "") return 0;
  return name === "system" ? 2 : 1;
}

function prefix(key: string): string {
  const slash = key.indexOf("/");
  return slash <= 0 ? "" : key.slice(0, slash);
}

/** A part of the groups: some keys in order, under their names. */
export function pageOfGroups(
  groups: readonly MetricGroup[],
  from: number,
  count: number,
): readonly MetricGroup[] {
  let seen = 0;
  return groups.flatMap(({ name, keys }) => {
    const part = keys.slice(Math.max(0, from - seen), Math.max(0, from + count - seen));
    seen += keys.length;
    return part.length === 0 ? [] : [{ name, keys: part }];
  });
}

/** Whether there is more than one value: only then is there anything to draw. */
export function isCurve({ lastStep, min, max }: MetricSummary): boolean {
  return lastStep !== 0 || min !== max;
}

/** Keys that hold every word of a search, whatever their case. */
export function foundKeys(metrics: Run["metrics"], search: string): readonly string[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.keys(metrics).filter((key) => words.every((word) => key.toLowerCase().includes(word)));
}
