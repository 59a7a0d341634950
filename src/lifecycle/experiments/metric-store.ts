import { sql } from "kysely";
import type { MetricPoint, MetricSummary } from "../../contract/records/experiments.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { LoggedPoint } from "./run.ts";
import type { ExperimentsTables } from "./tables.ts";

const columns = ["run_id", "key", "step", "at", "value"] as const;
/** Most points that one answer holds. */
const HISTORY_LIMIT = 100_000;

/** Appends points, durable when it resolves, then brings the summaries of their curves up to date. */
export async function appendPoints(
  meta: MetaStore,
  runId: string,
  points: readonly LoggedPoint[],
  now: number,
): Promise<void> {
  for (const { key, value } of points) {
    if (!Number.isFinite(value)) {
      throw fail("experiments/metric-not-finite", { metric: key, id: runId, value: String(value) });
    }
  }
  await meta.append(
    "run_metrics",
    columns,
    points.map(({ key, value, step, at }) => [runId, key, step, at ?? now, value]),
  );
  await summarise(meta, runId, [...new Set(points.map((point) => point.key))]);
}

/**
 * Recomputes summaries from the history, so a crash between the two writes heals itself with the next points.
 * "Last" is the greatest by step, then time, then value, as MLflow has it.
 */
async function summarise(meta: MetaStore, runId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await db
      .deleteFrom("run_metric_summaries")
      .where("run_id", "=", runId)
      .where("key", "in", keys)
      .execute();
    await db
      .insertInto("run_metric_summaries")
      .columns(["run_id", "key", "last", "min", "max", "count", "last_step"])
      .expression((build) =>
        build
          .selectFrom("run_metrics as m")
          .select((each) => [
            "m.run_id",
            "m.key",
            sql<number>`(SELECT p.value FROM run_metrics p WHERE p.run_id = m.run_id AND p.key = m.key
                         ORDER BY p.step DESC, p.at DESC, p.value DESC LIMIT 1)`.as("last"),
            each.fn.min("m.value").as("min"),
            each.fn.max("m.value").as("max"),
            each.fn.countAll<number>().as("count"),
            each.fn.max("m.step").as("last_step"),
          ])
          .where("m.run_id", "=", runId)
          .where("m.key", "in", keys)
          .groupBy(["m.run_id", "m.key"]),
      )
      .execute();
  });
}

/** History of one curve or all of a run, by key then step. */
export async function history(meta: MetaStore, runId: string, key?: string): Promise<MetricPoint[]> {
  let query = meta
    .read<ExperimentsTables>()
    .selectFrom("run_metrics")
    .select(["key", "value", "step", "at"])
    .where("run_id", "=", runId)
    .orderBy("key")
    .orderBy("step")
    .orderBy("at")
    .limit(HISTORY_LIMIT);
  if (key !== undefined) query = query.where("key", "=", key);
  return query.execute();
}

/** Summaries of several runs, by run and key. */
export async function summaries(
  meta: MetaStore,
  runIds: readonly string[],
): Promise<Map<string, Record<string, MetricSummary>>> {
  const byRun = new Map<string, Record<string, MetricSummary>>();
  if (runIds.length === 0) return byRun;
  const rows = await meta
    .read<ExperimentsTables>()
    .selectFrom("run_metric_summaries")
    .selectAll()
    .where("run_id", "in", runIds)
    .orderBy("key")
    .execute();
  for (const { run_id, key, last, min, max, count, last_step } of rows) {
    const of = byRun.get(run_id) ?? {};
    of[key] = { last, min, max, count, lastStep: last_step };
    byRun.set(run_id, of);
  }
  return byRun;
}
