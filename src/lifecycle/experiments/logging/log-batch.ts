import { metricJson } from "../../../contract/records/experiments.ts";
import { checkCount, limits } from "../limits.ts";
import { addModelMetrics } from "../logged-models/model-metrics.ts";
import type { LogBatch } from "../runs/run.ts";
import { activeRunRow } from "../runs/run-rows.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { addParams, checkedParams } from "./add-params.ts";
import { addPoints } from "./add-points.ts";
import { checkPoints } from "./check-points.ts";
import { checkedTags, setTags } from "./set-tags.ts";

/** Points of one signal: who looks right now sees these, and from `logged` whether to ask the history for more. */
const signalPoints = 200;

/** Logs metrics, parameters and tags to a run: all of it, durable when it resolves, or nothing. */
export async function logBatch(deps: ExperimentsDeps, runId: string, batch: LogBatch): Promise<void> {
  const { metrics = [], params = [], tags = [] } = batch;
  checkPoints(metrics);
  checkCount("metrics", limits.batchMetrics, metrics.length);
  checkCount("params", limits.batchParams, params.length);
  checkCount("tags", limits.batchTags, tags.length);
  const all = metrics.length + params.length + tags.length;
  checkCount("metrics, params, and tags", limits.batchEntries, all);
  await log(deps, runId, batch);
}

/** As `logBatch`, for callers inside the house, whose batches have no limit. */
export async function log(deps: ExperimentsDeps, runId: string, batch: LogBatch): Promise<void> {
  const { metrics = [] } = batch;
  const params = checkedParams(batch.params ?? []);
  const tags = checkedTags(batch.tags ?? []);
  await deps.meta.write<ExperimentsTables, void>(async (tx) => {
    const row = await activeRunRow(tx.db, runId);
    const run = { id: runId, experimentId: row.experiment_id };
    await addParams(tx, run, params);
    await addPoints(tx, run, metrics);
    await addModelMetrics(tx, run, metrics);
    await setTags(tx, run, tags);
  });
  if (metrics.length === 0) return;
  const points = metrics
    .slice(-signalPoints)
    .map(({ key, value, step, at }) => ({ key, value: metricJson(value), step, at }));
  deps.signal({ topic: "metric", subject: runId, data: { runId, points, logged: metrics.length } });
}
