import type { ColumnProfile } from "../../src/contract/records/datasets.ts";

/** Counts of this version, and of the one before over the very same bins or categories. */
export interface AlignedBins {
  readonly now: readonly number[];
  readonly before: readonly number[] | undefined;
}

const mostCategories = 24;

/**
 * Numbers: the old histogram is spread over the new edges, each old bin's count evenly over its width.
 * Categories: by value, in this version's order.
 */
export function alignBins(profile: ColumnProfile, before: ColumnProfile | undefined): AlignedBins {
  if (profile.histogram)
    return {
      now: profile.histogram.counts,
      before: before?.histogram ? spread(before.histogram, profile.histogram.edges) : undefined,
    };
  const top = profile.top?.slice(0, mostCategories) ?? [];
  const old = before?.top ? new Map(before.top.map(({ value, count }) => [value, count])) : undefined;
  return {
    now: top.map(({ count }) => count),
    before: old === undefined ? undefined : top.map(({ value }) => old.get(value) ?? 0),
  };
}

function spread(
  old: { edges: readonly number[]; counts: readonly number[] },
  edges: readonly number[],
): number[] {
  return edges.slice(0, -1).map((low, at) => {
    const high = edges[at + 1] ?? low;
    return old.counts.reduce((sum, count, bin) => {
      const oldLow = old.edges[bin] ?? 0;
      const oldHigh = old.edges[bin + 1] ?? oldLow;
      const width = oldHigh - oldLow;
      if (width <= 0) return sum + (oldLow >= low && oldLow < high ? count : 0);
      return sum + (count * Math.max(0, Math.min(high, oldHigh) - Math.max(low, oldLow))) / width;
    }, 0);
  });
}
