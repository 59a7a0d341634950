import { isLowerBetter } from "../../src/engines/search/query.ts";

/** The best of some values; undefined when there is none. */
export function bestOf(name: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return isLowerBetter(name) ? Math.min(...values) : Math.max(...values);
}
