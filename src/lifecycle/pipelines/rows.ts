import type { Insertable, Selectable } from "kysely";
import type { LogLine, PipelineRun, StepError } from "../../contract/records/pipelines.ts";
import type { PlannedStep } from "./step-run.ts";
import type { PipelinesTables } from "./tables.ts";

/** Between rows and records. Columns that hold JSON are written by this file only, whose types hold. */

type RunRow = Selectable<PipelinesTables["pipeline_runs"]>;
type StepRow = Selectable<PipelinesTables["pipeline_steps"]>;
type LogRow = Selectable<PipelinesTables["pipeline_step_logs"]>;

export function runFromRow(row: RunRow): PipelineRun {
  return {
    id: row.id,
    pipeline: row.pipeline,
    number: row.number,
    state: row.state as PipelineRun["state"],
    params: JSON.parse(row.params) as PipelineRun["params"],
    trigger: JSON.parse(row.triggered_by) as PipelineRun["trigger"],
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: parsedError(row.error),
  };
}

/** What changes in a run after its start. */
export function runChanges(run: PipelineRun) {
  return {
    state: run.state,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: run.error === null ? null : JSON.stringify(run.error),
  };
}

export function stepFromRow(row: StepRow): PlannedStep {
  return {
    id: row.id,
    pipelineRunId: row.run_id,
    name: row.name,
    kind: row.kind,
    state: row.state as PlannedStep["state"],
    attempt: row.attempt,
    needs: JSON.parse(row.needs) as string[],
    cacheKey: row.cache_key,
    outputs: JSON.parse(row.outputs) as PlannedStep["outputs"],
    progress: null,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: parsedError(row.error),
    runId: row.experiment_run_id,
    params: JSON.parse(row.params) as PlannedStep["params"],
    inputs: JSON.parse(row.inputs) as PlannedStep["inputs"],
    retries: row.retries,
    timeout: row.timeout,
    failures: row.failures,
  };
}

/** What changes in a step after the start of its run. */
export function stepChanges(step: PlannedStep) {
  return {
    state: step.state,
    attempt: step.attempt,
    failures: step.failures,
    cache_key: step.cacheKey,
    outputs: JSON.stringify(step.outputs),
    started_at: step.startedAt,
    finished_at: step.finishedAt,
    error: step.error === null ? null : JSON.stringify(step.error),
    experiment_run_id: step.runId,
  };
}

export function stepToRow(
  step: PlannedStep,
  position: number,
): Insertable<PipelinesTables["pipeline_steps"]> {
  return {
    id: step.id,
    run_id: step.pipelineRunId,
    position,
    name: step.name,
    kind: step.kind,
    params: JSON.stringify(step.params),
    inputs: JSON.stringify(step.inputs),
    retries: step.retries,
    timeout: step.timeout,
    needs: JSON.stringify(step.needs),
    ...stepChanges(step),
  };
}

export function lineFromRow(row: LogRow): LogLine {
  const { seq, step, attempt, at, level, text } = row;
  return { seq: seq, step, attempt, at, level: level as LogLine["level"], text };
}

function parsedError(text: string | null): StepError | null {
  return text === null ? null : (JSON.parse(text) as StepError);
}
