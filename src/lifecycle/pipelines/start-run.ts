import { durationSchema } from "../../contract/names.ts";
import type { PipelineSpec } from "../../contract/project/schema.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { newId } from "../../kernel/ids.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { graph } from "./graph.ts";
import type { RunParams } from "./pipeline-run.ts";
import { runParams } from "./resolve-params.ts";
import type { LeaseTerms } from "./run-lease.ts";
import { runFromRow, stepToRow } from "./rows.ts";
import type { PlannedStep } from "./step-run.ts";
import type { PipelinesTables } from "./tables.ts";
import { stepParams, validatePipeline } from "./validate-pipeline.ts";

export interface StartRun {
  readonly pipeline: string;
  readonly spec: PipelineSpec;
  /** Instead of the pipeline's defaults; unknown names are refused. */
  readonly params?: RunParams;
  readonly trigger: PipelineRun["trigger"];
  /** A second start of the pipeline with the same key answers the first run. */
  readonly idempotencyKey?: string | undefined;
}

/** Writes the run and all its steps, leased to this process. Nothing is written when anything is not valid. */
export async function startRun(
  start: StartRun,
  kinds: readonly StepKind[],
  terms: LeaseTerms,
): Promise<PipelineRun> {
  const params = runParams(start.spec.params, start.params ?? {});
  validatePipeline({ ...start.spec, params: params as PipelineSpec["params"] }, kinds);
  const now = terms.clock.now();
  const id = newId("pipelineRun", now);
  const steps = planSteps(id, start.spec, params, kinds, now);
  return terms.meta.write<PipelinesTables, PipelineRun>(async (tx) => {
    const runs = tx.db.selectFrom("pipeline_runs");
    if (start.idempotencyKey !== undefined) {
      const first = await runs
        .selectAll()
        .where("pipeline", "=", start.pipeline)
        .where("idempotency_key", "=", start.idempotencyKey)
        .executeTakeFirst();
      if (first !== undefined) return runFromRow(first);
    }
    const newest = await runs.select(({ fn }) => fn.max("seq").as("seq")).executeTakeFirst();
    const last = await runs
      .select(({ fn }) => fn.max("number").as("number"))
      .where("pipeline", "=", start.pipeline)
      .executeTakeFirst();
    const row = {
      id,
      seq: (newest?.seq ?? 0) + 1,
      pipeline: start.pipeline,
      number: (last?.number ?? 0) + 1,
      state: "queued",
      params: JSON.stringify(params),
      triggered_by: JSON.stringify(start.trigger),
      idempotency_key: start.idempotencyKey ?? null,
      created_at: now,
      started_at: null,
      finished_at: null,
      error: null,
      cancel_requested: 0,
      holder: terms.holder,
      lease_expires: now + terms.leaseMs,
      fence: 0,
    };
    await tx.db.insertInto("pipeline_runs").values(row).execute();
    await tx.db
      .insertInto("pipeline_steps")
      .values(steps.map((step, position) => stepToRow(step, position)))
      .execute();
    tx.emit("pipeline.run-changed", id, { pipeline: start.pipeline, runId: id, state: "queued" });
    return runFromRow(row);
  });
}

function planSteps(
  runId: string,
  spec: PipelineSpec,
  params: RunParams,
  kinds: readonly StepKind[],
  now: number,
): PlannedStep[] {
  return graph(spec).nodes.map(({ name, kind, needs }) => {
    const step = spec.steps[name];
    if (step === undefined) throw fail("kernel/not-found", { kind: "step", id: name });
    requireFixedLength(name, step.timeout);
    return {
      id: newId("stepRun", now),
      pipelineRunId: runId,
      name,
      kind,
      state: needs.length === 0 ? "ready" : "pending",
      attempt: 0,
      needs: [...needs],
      cacheKey: null,
      outputs: {},
      progress: null,
      startedAt: null,
      finishedAt: null,
      error: null,
      runId: null,
      params: stepParams(name, step, params, kinds),
      inputs: step.inputs,
      retries: step.retries,
      timeout: step.timeout ?? null,
      failures: 0,
    };
  });
}

/** A calendar month is no timeout. */
function requireFixedLength(step: string, timeout: string | undefined): void {
  if (timeout === undefined || (durationSchema.safeParse(timeout).success && !timeout.endsWith("mo"))) return;
  throw fail("kernel/bad-input", {
    where: `timeout of step ${step}`,
    problem: `${timeout} has no fixed length`,
  });
}
