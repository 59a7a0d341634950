import { z } from "zod";
import { stepValueSchema, type PipelineRun } from "../../contract/records/pipelines.ts";
import type { Clock } from "../../kernel/clock.ts";
import { durationMs } from "../../kernel/duration.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Json } from "../../kernel/json.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { StepExecutor, StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepKind, StepRecorder, StepValues } from "../../ports/step-kind.ts";
import { MetricFeed } from "./metric-feed.ts";
import type { StepLog } from "./step-log.ts";
import type { PlannedStep } from "./step-run.ts";

export interface AttemptTools {
  readonly executor: StepExecutor;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly recorder: StepRecorder | undefined;
  readonly log: StepLog;
  /** Throws when the lease was lost: called before anything is recorded from the result. */
  readonly confirm: () => Promise<void>;
  /** The experiment run that the recorder began. */
  readonly began: (runId: string) => Promise<void>;
  readonly progressed: (progress: { fraction: number; message: string }) => void;
}

const outputsSchema = z.record(z.string().min(1).max(100), stepValueSchema);
/** Outputs travel through records, events and the UI; bulk belongs into blobs. */
const largestOutputs = 1024 * 1024;

/** One attempt: begin the record, do the work elsewhere, record what it made. Returns the final outputs. */
export async function performAttempt(
  run: PipelineRun,
  step: PlannedStep,
  kind: StepKind,
  inputs: StepValues,
  tools: AttemptTools,
  signal: AbortSignal,
): Promise<StepValues> {
  const { recorder, log } = tools;
  const ordered = {
    kind: step.kind,
    pipelineRunId: run.id,
    stepRunId: step.id,
    step: step.name,
    attempt: step.attempt,
    params: step.params,
    inputs,
  };
  const about = { ...ordered, pipeline: run.pipeline, trigger: run.trigger };
  const facts: { name: string; data: Json }[] = [];
  let runId: string | null = null;
  try {
    const begun = await recorder?.begin?.(about);
    runId = begun?.runId ?? null;
    if (runId !== null) await tools.began(runId);
    const order = { ...ordered, environment: begun?.environment ?? {} };
    const feed = metricFeed(runId, recorder, tools);
    const hear = (message: StepMessage): void => {
      if (message.type === "log") log.line(step, message.level, message.text);
      else if (message.type === "metric") feed?.add(message.key, message.value, message.step);
      else if (message.type === "fact") facts.push({ name: message.name, data: message.data });
      else tools.progressed({ fraction: message.fraction, message: message.message });
    };
    const made = kind.work === undefined ? {} : await withTimeout(step, signal, work(tools, order, hear));
    const outputs = checked(step, made);
    await feed?.drain();
    await tools.confirm();
    const recorded = await recorder?.done?.({ ...about, outputs, facts, runId });
    return recorded === undefined ? outputs : checked(step, recorded);
  } catch (error) {
    if (!isAbandoned(error)) {
      await recorder?.failed?.({ ...about, facts, runId }, error).catch((again: unknown) => {
        log.line(step, "error", `The failure could not be recorded: ${String(again)}`);
      });
    }
    throw error;
  }
}

function work(tools: AttemptTools, order: StepOrder, hear: (message: StepMessage) => void) {
  return (signal: AbortSignal): Promise<StepValues> => tools.executor.run(order, hear, signal);
}

function metricFeed(
  runId: string | null,
  recorder: StepRecorder | undefined,
  tools: AttemptTools,
): MetricFeed | undefined {
  if (runId === null || recorder?.metrics === undefined) return undefined;
  return new MetricFeed(async (points) => recorder.metrics?.(runId, points), tools.clock);
}

async function withTimeout(
  step: PlannedStep,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<StepValues>,
): Promise<StepValues> {
  if (step.timeout === null) return run(signal);
  const late = new AbortController();
  const reason = fail("pipelines/step-timeout", { step: step.name, timeout: step.timeout });
  const timer = setTimeout(() => late.abort(reason), durationMs(step.timeout));
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** What comes back from a worker comes from outside. */
function checked(step: PlannedStep, outputs: unknown): StepValues {
  const parsed = outputsSchema.safeParse(outputs);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = issue === undefined ? "not valid" : `${issue.path.join(".")}: ${issue.message}`;
    throw fail("pipelines/bad-output", { step: step.name, problem });
  }
  if (JSON.stringify(parsed.data).length > largestOutputs) {
    throw fail("pipelines/bad-output", { step: step.name, problem: "more than 1 MiB; put bulk into blobs" });
  }
  return parsed.data;
}

/** Somebody goes on with this attempt's step: here after a restart, or whoever took the lease. */
function isAbandoned(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "pipelines/interrupted" || error.code === "pipelines/lease-lost")
  );
}
