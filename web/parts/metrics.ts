/** Which way is better, by the name of a metric: losses, errors and latencies fall, the rest rises. */
export function isLowerBetter(name: string): boolean {
  return /loss|error|rmse|mae|mse|latency|seconds|duration/i.test(name);
}

/** The best of some values; undefined when there is none. */
export function bestOf(name: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return isLowerBetter(name) ? Math.min(...values) : Math.max(...values);
}
