import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { moveRun } from "./pipeline-run.ts";
import { readRun } from "./pipelines-store.ts";
import { saveRun, saveStep, type LeaseTerms } from "./run-lease.ts";
import { runFromRow, stepFromRow } from "./rows.ts";
import type { Runner } from "./runner.ts";
import { resetStep } from "./step-run.ts";
import type { PipelinesTables } from "./tables.ts";

/**
 * Continues a run: one that failed gets its failed and skipped steps back, one that nobody works on gets a
 * worker, one that somebody works on is left to them. Throws pipelines/cannot-resume for what has ended well
 * or was cancelled.
 */
export async function resumeRun(runner: Runner, terms: LeaseTerms, runId: string): Promise<PipelineRun> {
  const run = await readRun(terms.meta, runId);
  if (run.state === "succeeded" || run.state === "cancelled") {
    throw fail("pipelines/cannot-resume", { runId, state: run.state });
  }
  if (run.state === "failed") await requeue(terms, runId);
  await runner.claim(runId);
  return readRun(terms.meta, runId);
}

async function requeue(terms: LeaseTerms, runId: string): Promise<void> {
  await terms.meta.write<PipelinesTables, void>(async (tx) => {
    const row = await tx.db
      .selectFrom("pipeline_runs")
      .selectAll()
      .where("id", "=", runId)
      .executeTakeFirstOrThrow();
    const run = runFromRow(row);
    if (run.state !== "failed") return; // someone else was faster
    await saveRun(tx, moveRun(run, "queued", terms.clock.now()));
    await tx.db
      .updateTable("pipeline_runs")
      .set({ holder: terms.holder, lease_expires: terms.clock.now() + terms.leaseMs, cancel_requested: 0 })
      .where("id", "=", runId)
      .execute();
    const lease = { runId, fence: row.fence };
    const steps = await tx.db.selectFrom("pipeline_steps").selectAll().where("run_id", "=", runId).execute();
    for (const step of steps.map(stepFromRow)) {
      const reset = resetStep(step);
      if (reset !== step) await saveStep(tx, lease, step, reset);
    }
  });
}
