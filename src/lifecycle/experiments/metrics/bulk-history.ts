import { metricJson, type MetricPoint } from "../../../contract/records/experiments.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { runRow } from "../runs/run-rows.ts";
import type { ExperimentsTables } from "../tables.ts";
import { curveOf, history } from "./history.ts";

export interface RunPoint extends MetricPoint {
  readonly runId: string;
}

/** One curve of several runs, by run, time, step, value; runs that are not there have no points. */
export async function bulkHistory(
  meta: MetaStore,
  runIds: readonly string[],
  key: string,
  limit: number,
): Promise<RunPoint[]> {
  const db = meta.read<ExperimentsTables>();
  const all: RunPoint[] = [];
  for (const runId of [...new Set(runIds)].sort()) {
    if (all.length >= limit) break;
    if ((await curveOf(db, runId, key)) === undefined) continue;
    const { points } = await history(meta, runId, key, { limit: limit - all.length });
    for (const point of points) all.push({ ...point, runId });
  }
  return all;
}

export interface Sampling {
  readonly key: string;
  /** Points of each run at most, 1 or more. */
  readonly most: number;
  readonly startStep?: number | undefined;
  readonly endStep?: number | undefined;
}

/**
 * At most `most` points of a curve of each run, evenly spread over all that were logged, in order of step. The
 * first and the last one are always among them (with one point, the last).
 */
export async function sampledHistory(
  meta: MetaStore,
  runIds: readonly string[],
  { key, most, startStep, endStep }: Sampling,
): Promise<RunPoint[]> {
  if ((startStep === undefined) !== (endStep === undefined)) throw fail("experiments/half-interval", {});
  const db = meta.read<ExperimentsTables>();
  for (const runId of runIds) await runRow(db, runId);
  const all: RunPoint[] = [];
  for (const runId of runIds) {
    const curve = await curveOf(db, runId, key);
    if (curve === undefined) continue;
    let query = db
      .selectFrom("run_points")
      .select(["at", "step", "value", "is_nan"])
      .where("curve", "=", curve)
      .orderBy("step")
      .orderBy("at")
      .orderBy("value")
      .orderBy("is_nan");
    if (startStep !== undefined && endStep !== undefined) {
      query = query.where("step", ">=", startStep).where("step", "<=", endStep);
    }
    const rows = await query.execute();
    for (const index of spread(rows.length, most)) {
      const row = rows[index];
      if (row === undefined) continue;
      const value = row.is_nan === 1 ? "NaN" : metricJson(row.value);
      all.push({ runId, key, value, step: row.step, at: row.at });
    }
  }
  return all;
}

/**
 * The indices of the first row of each of `buckets` buckets as even as can be (the larger ones first, as SQL's
 * ntile has it), the last row added or put in the last one's place.
 */
export function spread(rows: number, buckets: number): number[] {
  if (rows === 0) return [];
  const count = Math.min(rows, Math.max(1, buckets));
  const size = Math.floor(rows / count);
  const larger = rows % count;
  const indices = Array.from({ length: count }, (_, i) => i * size + Math.min(i, larger));
  if (indices.at(-1) === rows - 1) return indices;
  if (indices.length >= buckets) indices.pop();
  indices.push(rows - 1);
  return indices;
}
