import { binaryMetrics, type Metrics } from "../../engines/metrics/binary.ts";
import { regressionMetrics } from "../../engines/metrics/regression.ts";

/** Labelled rows of a window, column by column. */
export interface ScoredRows {
  readonly kind: "binary" | "regression";
  readonly scores: Float64Array;
  readonly labels: Float64Array;
  /** Which version answered, as its place in `versions`; null when one answered all. */
  readonly answeredBy: Float64Array | null;
  readonly versions: readonly string[];
}

/** Quality over all rows, and over those of each version. */
export interface Quality {
  readonly all: Metrics;
  readonly byVersion: { readonly [version: string]: Metrics };
}

/** Pure and slow: 500,000 rows take some 200 ms. `measureQuality` calls it off the event loop. */
export function scoreRows(rows: ScoredRows): Quality {
  const all = metricsOf(rows.kind, rows.labels, rows.scores);
  const [only] = rows.versions;
  const { answeredBy } = rows;
  if (answeredBy === null) return { all, byVersion: only === undefined ? {} : { [only]: all } };
  const byVersion = rows.versions.map((version, place) => {
    const isIts = (_: number, row: number) => answeredBy[row] === place;
    return [version, metricsOf(rows.kind, rows.labels.filter(isIts), rows.scores.filter(isIts))] as const;
  });
  return { all, byVersion: Object.fromEntries(byVersion) };
}

function metricsOf(kind: ScoredRows["kind"], labels: Float64Array, scores: Float64Array): Metrics {
  if (labels.length === 0) return {};
  return kind === "binary" ? binaryMetrics(labels, scores) : regressionMetrics(labels, scores);
}
