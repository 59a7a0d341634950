import type { Experiment } from "../../contract/records/experiments.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { finishRun } from "./finish-run.ts";
import { logParams } from "./log-params.ts";
import { appendPoints, history } from "./metric-store.ts";
import { requireOpen } from "./run.ts";
import { readRun, readRuns } from "./run-store.ts";
import { startRun } from "./start-run.ts";
import type { Experiments, ExperimentsDeps } from "./surface.ts";
import { experimentsMigrations, type ExperimentsTables } from "./tables.ts";

export { experimentsMigrations } from "./tables.ts";
export { experimentsRecorders } from "./recorder.ts";
export type { Experiments, ExperimentsDeps } from "./surface.ts";
export type { FinishRun, LoggedPoint, StartRun } from "./run.ts";

export async function openExperiments(deps: ExperimentsDeps): Promise<Experiments> {
  const { meta, clock } = deps;
  await meta.migrate(experimentsMigrations);
  return {
    startRun: (start) => startRun(deps, start),
    logParams: (id, params) => logParams(deps, id, params),
    finishRun: (id, finish) => finishRun(deps, id, finish),
    run: (id) => readRun(meta, id),
    experiments: () => listExperiments(meta),
    async logMetrics(id, points) {
      const run = await readState(meta, id);
      requireOpen(run);
      await appendPoints(meta, id, points, clock.now());
    },
    async metrics(id, key) {
      await readState(meta, id);
      return history(meta, id, key);
    },
    async runs(experiment, page = {}) {
      const known = await meta
        .read<ExperimentsTables>()
        .selectFrom("experiments")
        .select("id")
        .where("name", "=", experiment)
        .executeTakeFirst();
      if (known === undefined) throw fail("experiments/no-experiment", { name: experiment });
      return readRuns(meta, experiment, { limit: page.limit ?? 100, cursor: page.cursor });
    },
  };
}

async function readState(meta: MetaStore, id: string) {
  const run = await meta
    .read<ExperimentsTables>()
    .selectFrom("runs")
    .select(["id", "state"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (run === undefined) throw fail("experiments/no-run", { id });
  return run;
}

async function listExperiments(meta: MetaStore): Promise<Experiment[]> {
  const rows = await meta
    .read<ExperimentsTables>()
    .selectFrom("experiments as e")
    .leftJoin("runs as r", "r.experiment", "e.name")
    .select((each) => [
      "e.id",
      "e.name",
      "e.created_at",
      each.fn.count<number>("r.id").as("runs"),
      each.fn.max("r.started_at").as("last_run_at"),
    ])
    .groupBy(["e.id", "e.name", "e.created_at"])
    .orderBy("e.name")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    runs: row.runs,
    lastRunAt: row.last_run_at,
  }));
}
