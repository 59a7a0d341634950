import type {
  ComparedDifference,
  ComparedMetric,
  ComparedValue,
} from "../../../contract/records/registry.ts";
import { isLowerBetter } from "../../../engines/search/query.ts";
import { intervalDifference } from "../../../engines/statistics/interval-difference.ts";

/** How two versions were measured: on the same data, on other data, or nobody said. */
export type Basis = "same" | "other" | "unknown";

/** A chance of one in twenty to call equals different. */
export const significance = 0.05;

/** A metric of every version, held against the first. `bases` are those of the versions behind it. */
export function comparedMetric(
  metric: string,
  values: readonly (ComparedValue | null)[],
  bases: readonly Basis[],
): ComparedMetric {
  const [first = null, ...others] = values;
  const differences = others.map((value, at) =>
    first === null || value === null ? null : differenceOf(metric, first, value, bases[at] ?? "unknown"),
  );
  return {
    metric,
    isLowerBetter: isLowerBetter(metric),
    values: [...values],
    differences: [null, ...differences],
  };
}

/** How long an answer takes depends on the machine and its hour, which no interval of rows covers. */
const isOfTheMachine = (metric: string) => metric === "latencyP99Ms";

function differenceOf(
  metric: string,
  first: ComparedValue,
  other: ComparedValue,
  basis: Basis,
): ComparedDifference {
  const value = other.value - first.value;
  const without = { value, low: null, high: null, pValue: null };
  const [a, b] = [bounded(first), bounded(other)];
  if (a === undefined || b === undefined || isOfTheMachine(metric)) {
    return { ...without, verdict: basis === "other" && !isOfTheMachine(metric) ? "incomparable" : "unknown" };
  }
  const difference = intervalDifference(a, b);
  if (basis === "other") return { ...difference, verdict: "incomparable" };
  if (basis === "unknown") return { ...difference, verdict: "unknown" };
  return { ...difference, verdict: verdictOf(metric, difference.value, difference.pValue) };
}

export function verdictOf(metric: string, difference: number, pValue: number): "better" | "worse" | "same" {
  if (pValue >= significance) return "same";
  return difference > 0 === isLowerBetter(metric) ? "worse" : "better";
}

function bounded({ value, low, high }: ComparedValue) {
  return low === null || high === null ? undefined : { value, low, high };
}
