import type { MetricName } from "../../../contract/records/models.ts";
import type { ComparedDifference, ComparedSlice } from "../../../contract/records/registry.ts";
import { benjaminiHochberg } from "../../../engines/statistics/multiple-testing.ts";
import { type Basis, comparedMetric, verdictOf } from "./differences.ts";
import type { MeasuredVersion } from "./measured-version.ts";

const headMetrics: readonly MetricName[] = ["rocAuc", "rmse", "logLoss"];
const mostSlices = 50;

/**
 * The slices that the first version and another were measured on, those first that differ most surely. Among many
 * slices some differ by chance: p-values are adjusted for their number, and verdicts follow the adjusted ones.
 */
export function comparedSlices(
  versions: readonly MeasuredVersion[],
  bases: readonly Basis[],
): { readonly slices: ComparedSlice[]; readonly of: number } {
  const bySlice = versions.map(
    ({ slices }) => new Map(slices.map((slice) => [JSON.stringify([slice.column, slice.value]), slice])),
  );
  const [first, ...others] = bySlice;
  const keys = [...(first?.keys() ?? [])].filter((key) => others.some((slices) => slices.has(key)));
  const metric = headMetrics.find((name) => keys.some((key) => first?.get(key)?.metrics[name] !== undefined));
  if (metric === undefined) return { slices: [], of: 0 };
  const rows = keys.map((key): ComparedSlice => {
    const { column, value } = first?.get(key) ?? { column: "", value: "" };
    const values = bySlice.map((slices) => slices.get(key)?.metrics[metric] ?? null);
    return { column, value, ...comparedMetric(metric, values, bases) };
  });
  const adjusted = adjust(rows, versions.length);
  return {
    slices: adjusted
      .toSorted((a, b) => surest(a) - surest(b) || largest(b) - largest(a))
      .slice(0, mostSlices),
    of: adjusted.length,
  };
}

/** Every version's p-values adjusted over its slices. */
function adjust(rows: readonly ComparedSlice[], versions: number): ComparedSlice[] {
  const columns = Array.from({ length: versions }, (_, at) => {
    const known = rows.flatMap(({ differences }, row) => {
      const pValue = differences[at]?.pValue ?? null;
      return pValue === null ? [] : [{ row, pValue }];
    });
    const pValues = benjaminiHochberg(known.map(({ pValue }) => pValue));
    return new Map(known.map(({ row }, index) => [row, pValues[index] ?? 1]));
  });
  return rows.map((slice, row) => ({
    ...slice,
    differences: slice.differences.map((difference, at) => {
      const pValue = columns[at]?.get(row);
      return difference === null || pValue === undefined
        ? difference
        : judged(slice.metric, difference, pValue);
    }),
  }));
}

function judged(metric: string, difference: ComparedDifference, pValue: number): ComparedDifference {
  const isJudged = difference.verdict !== "incomparable" && difference.verdict !== "unknown";
  return {
    ...difference,
    pValue,
    verdict: isJudged ? verdictOf(metric, difference.value, pValue) : difference.verdict,
  };
}

const surest = ({ differences }: ComparedSlice) =>
  Math.min(...differences.map((difference) => difference?.pValue ?? 1));
const largest = ({ differences }: ComparedSlice) =>
  Math.max(...differences.map((difference) => Math.abs(difference?.value ?? 0)));
