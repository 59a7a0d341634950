/**
 * A distribution of durations in fixed memory: eight log-spaced bins to the doubling, from 1 µs to about
 * 67 s, so any quantile is right within 4.5 % (half a bin's ratio). Counts only: two add up, and it is plain data.
 */
export interface Latencies {
  readonly counts: number[];
  total: number;
}

const binsPerDoubling = 8;
const bins = 26 * binsPerDoubling + 1;

export function noLatencies(): Latencies {
  return { counts: Array.from({ length: bins }, () => 0), total: 0 };
}

/** Counts `times` durations of `ms` each. */
export function addLatency(into: Latencies, ms: number, times = 1): void {
  const bin = binOf(ms);
  into.counts[bin] = (into.counts[bin] ?? 0) + times;
  into.total += times;
}

/** The duration in ms below which a share `q` of all lies; null when there are none. */
export function latencyQuantile(of: Latencies, q: number): number | null {
  if (of.total === 0) return null;
  const wanted = Math.max(1, Math.ceil(q * of.total));
  let seen = 0;
  for (const [bin, count] of of.counts.entries()) {
    seen += count;
    if (seen >= wanted) return middleOf(bin);
  }
  return middleOf(bins - 1);
}

/** How many took longer than `ms`, by whole bins. */
export function countAbove(of: Latencies, ms: number): number {
  let above = 0;
  for (let bin = binOf(ms) + 1; bin < bins; bin++) above += of.counts[bin] ?? 0;
  return above;
}

function binOf(ms: number): number {
  const us = ms * 1_000;
  return us <= 1 ? 0 : Math.min(bins - 1, Math.floor(Math.log2(us) * binsPerDoubling));
}

/** Geometric middle of a bin, in ms. */
function middleOf(bin: number): number {
  return 2 ** ((bin + 0.5) / binsPerDoubling) / 1_000;
}
