import type { Clock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { isHolderDead } from "../../kernel/process-identity.ts";
import type { MetaStore, MetaTransaction } from "../../ports/meta-store.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { moveRun } from "./pipeline-run.ts";
import { runChanges, runFromRow, stepChanges, stepFromRow } from "./rows.ts";
import { interruptStep, type PlannedStep } from "./step-run.ts";
import type { PipelinesTables } from "./tables.ts";

/**
 * Who works on a run holds its lease: a row with the holder, a time at which it expires, and a fence that
 * rises with each taking. Every write of the holder renews the lease under the condition that the fence is
 * still its own; so one who was stopped, and overtaken, can change nothing any more.
 */
export interface RunLease {
  readonly runId: string;
  readonly fence: number;
}

export interface Claim {
  readonly lease: RunLease;
  readonly run: PipelineRun;
  readonly steps: readonly PlannedStep[];
  /** Steps whose attempt was under way when the holder before was lost. */
  readonly interrupted: readonly string[];
  readonly isCancelRequested: boolean;
}

export interface LeaseTerms {
  readonly meta: MetaStore;
  readonly clock: Clock;
  /** `processIdentity()`, and which of its runners. */
  readonly holder: string;
  readonly leaseMs: number;
}

/** Nobody's, one's own from the start of the run, expired, or of a process that is certainly dead. */
export function isFree(holder: string | null, expires: number, terms: LeaseTerms): boolean {
  return holder === null || holder === terms.holder || expires <= terms.clock.now() || isHolderDead(holder);
}

/** Takes the lease of an unfinished run, if it is free; attempts that were under way become ready again. */
export function claimRun(terms: LeaseTerms, runId: string): Promise<Claim | undefined> {
  return terms.meta.write<PipelinesTables, Claim | undefined>(async (tx) => {
    const row = await tx.db
      .selectFrom("pipeline_runs")
      .selectAll()
      .where("id", "=", runId)
      .where("state", "in", ["queued", "running", "waiting"])
      .executeTakeFirst();
    if (row === undefined || !isFree(row.holder, row.lease_expires, terms)) return undefined;
    const lease: RunLease = { runId, fence: row.fence + 1 };
    await tx.db
      .updateTable("pipeline_runs")
      .set({ holder: terms.holder, fence: lease.fence, lease_expires: terms.clock.now() + terms.leaseMs })
      .where("id", "=", runId)
      .where("fence", "=", row.fence)
      .execute();
    const before = runFromRow(row);
    const run = before.state === "running" ? before : moveRun(before, "running", terms.clock.now());
    if (run !== before) await saveRun(tx, run);
    const steps = await tx.db
      .selectFrom("pipeline_steps")
      .selectAll()
      .where("run_id", "=", runId)
      .orderBy("position")
      .execute();
    const found = steps.map(stepFromRow);
    const interrupted = found.filter((step) => step.state === "leased");
    for (const step of interrupted) await saveStep(tx, lease, step, interruptStep(step));
    return {
      lease,
      run,
      steps: found.map((step) => (interrupted.includes(step) ? interruptStep(step) : step)),
      interrupted: interrupted.map((step) => step.name),
      isCancelRequested: row.cancel_requested === 1,
    };
  });
}

/** Renews the lease inside a transaction; throws pipelines/lease-lost when it is no longer one's own. */
export async function holdLease(
  tx: MetaTransaction<PipelinesTables>,
  lease: RunLease,
  terms: LeaseTerms,
): Promise<void> {
  const done = await tx.db
    .updateTable("pipeline_runs")
    .set({ lease_expires: terms.clock.now() + terms.leaseMs })
    .where("id", "=", lease.runId)
    .where("fence", "=", lease.fence)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw fail("pipelines/lease-lost", { runId: lease.runId });
}

/** The holder's own way out: others may take the run at once. */
export async function releaseLease(terms: LeaseTerms, lease: RunLease): Promise<void> {
  await terms.meta.write<PipelinesTables, void>(async ({ db }) => {
    await db
      .updateTable("pipeline_runs")
      .set({ holder: null, lease_expires: 0 })
      .where("id", "=", lease.runId)
      .where("fence", "=", lease.fence)
      .execute();
  });
}

export async function saveRun(tx: MetaTransaction<PipelinesTables>, run: PipelineRun): Promise<void> {
  await tx.db.updateTable("pipeline_runs").set(runChanges(run)).where("id", "=", run.id).execute();
  tx.emit("pipeline.run-changed", run.id, { pipeline: run.pipeline, runId: run.id, state: run.state });
}

/** Only from the state and attempt that the holder knows: the second half of the fence. */
export async function saveStep(
  tx: MetaTransaction<PipelinesTables>,
  lease: RunLease,
  before: PlannedStep,
  after: PlannedStep,
): Promise<void> {
  const done = await tx.db
    .updateTable("pipeline_steps")
    .set(stepChanges(after))
    .where("id", "=", before.id)
    .where("state", "=", before.state)
    .where("attempt", "=", before.attempt)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw fail("pipelines/lease-lost", { runId: lease.runId });
  if (before.state === after.state && before.attempt === after.attempt) return;
  const { name, state, attempt } = after;
  tx.emit("pipeline.step-changed", after.id, { runId: lease.runId, step: name, state, attempt });
}
