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
  /** Steps at most, 1 or more, beside the first and the last of each run. */
  readonly most: number;
  readonly startStep?: number | undefined;
  readonly endStep?: number | undefined;
}

/** Many values at one step must not make an answer without end. */
const mostOfARun = 25_000;

/**
 * The curves of several runs at the same steps, so that they can be laid over each other: `most` steps, evenly
 * spread over all that any of the runs has, and the first and last of each. In order of run as asked, step, time,
 * value. MLflow 3.11 samples like this; 3.17 samples each run for itself.
 */
export async function sampledHistory(
  meta: MetaStore,
  runIds: readonly string[],
  { key, most, startStep, endStep }: Sampling,
): Promise<RunPoint[]> {
  if ((startStep === undefined) !== (endStep === undefined)) throw fail("experiments/half-interval", {});
  if (startStep !== undefined && endStep !== undefined && startStep > endStep) {
    throw fail("experiments/backward-interval", { startStep, endStep });
  }
  const db = meta.read<ExperimentsTables>();
  for (const runId of runIds) await runRow(db, runId);
  const curves: { readonly runId: string; readonly curve: number; readonly steps: readonly number[] }[] = [];
  for (const runId of runIds) {
    const curve = await curveOf(db, runId, key);
    if (curve === undefined) continue;
    let query = db
      .selectFrom("run_points")
      .select("step")
      .distinct()
      .where("curve", "=", curve)
      .orderBy("step");
    if (startStep !== undefined && endStep !== undefined) {
      query = query.where("step", ">=", startStep).where("step", "<=", endStep);
    }
    curves.push({ runId, curve, steps: (await query.execute()).map(({ step }) => step) });
  }
  const steps = sampleSteps(
    curves.map((curve) => curve.steps),
    most,
  );
  const all: RunPoint[] = [];
  for (const { runId, curve } of curves) {
    const rows = await db
      .selectFrom("run_points")
      .select(["at", "step", "value", "is_nan"])
      .where("curve", "=", curve)
      .where("step", "in", steps)
      .orderBy("step")
      .orderBy("at")
      .orderBy("value")
      .limit(mostOfARun)
      .execute();
    for (const { at, step, value, is_nan } of rows) {
      all.push({ runId, key, value: is_nan === 1 ? "NaN" : metricJson(value), step, at });
    }
  }
  return all;
}

/** Of the steps of several runs, each in order: at most `most`, evenly spread, the last, and the ends of each run. */
export function sampleSteps(runs: readonly (readonly number[])[], most: number): number[] {
  const ends = runs.flatMap((steps) => [steps[0], steps.at(-1)]).filter((step) => step !== undefined);
  const all = [...new Set(runs.flat())].sort((a, b) => a - b);
  if (all.length <= most) return all;
  const spread = Array.from({ length: most }, (_, i) => all[Math.floor(i * (all.length / most))] as number);
  return [...new Set([...spread, ...ends])].sort((a, b) => a - b);
}
