import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { isFinished } from "./pipeline-run.ts";
import { readRun } from "./pipelines-store.ts";
import type { LeaseTerms } from "./run-lease.ts";
import type { Runner } from "./runner.ts";
import type { PipelinesTables } from "./tables.ts";

/**
 * Asks for the end of a run. Here, or when nobody works on it, the run is cancelled when this resolves; a run
 * in another process is cancelled at its next heartbeat. Cancelling twice is the same as once.
 */
export async function cancelRun(runner: Runner, terms: LeaseTerms, runId: string): Promise<PipelineRun> {
  const run = await readRun(terms.meta, runId);
  if (run.state === "cancelled") return run;
  if (isFinished(run.state)) {
    throw fail("pipelines/bad-transition", { what: "pipeline run", from: run.state, to: "cancelled" });
  }
  await terms.meta.write<PipelinesTables, void>(async ({ db }) => {
    await db.updateTable("pipeline_runs").set({ cancel_requested: 1 }).where("id", "=", runId).execute();
  });
  await runner.claim(runId);
  runner.execution(runId)?.cancel();
  await runner.idle(runId);
  return readRun(terms.meta, runId);
}
