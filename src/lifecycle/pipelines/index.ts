import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import type { LogLine, PipelineRun, StepRun } from "../../contract/records/pipelines.ts";
import type { Clock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { processIdentity } from "../../kernel/process-identity.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { StepExecutor } from "../../ports/step-executor.ts";
import type { StepKind, StepRecorder } from "../../ports/step-kind.ts";
import { cancelRun } from "./cancel-run.ts";
import { isFinished } from "./pipeline-run.ts";
import { readLogs, readRun, readRuns, readSteps, type LogsQuery, type RunsQuery } from "./pipelines-store.ts";
import { referencedBlobs, underWay, type UnderWay } from "./references.ts";
import { resumeRun } from "./resume-run.ts";
import { Runner } from "./runner.ts";
import { startRun, type StartRun } from "./start-run.ts";
import { asStepError } from "./step-error.ts";
import type { PlannedStep } from "./step-run.ts";
import { pipelinesMigrations } from "./tables.ts";

export { graph, type Graph, type GraphEdge } from "./graph.ts";
export { pipelineProblems, validatePipeline } from "./validate-pipeline.ts";
export { pipelinesMigrations } from "./tables.ts";
export { pipelinesSteps } from "./steps.ts";
export { datasetVersionsOf } from "./command-outputs.ts";
export type { StartRun } from "./start-run.ts";
export type { LogsQuery, RunsQuery } from "./pipelines-store.ts";
export type { CallContext } from "./call-step.ts";

export interface PipelinesDeps {
  readonly meta: MetaStore;
  readonly events: EventBus;
  readonly executor: StepExecutor;
  readonly clock: Clock;
  readonly kinds: readonly StepKind[];
  /** The main-process half of the kinds, by the kind's name. */
  readonly recorders: Readonly<Record<string, StepRecorder>>;
  readonly projectDir: string;
  /** Steps at work at once. Default 1: a step has all threads. */
  readonly parallel?: number;
  /** Whether runs that nobody works on are taken over, at open and later. Default true; false for a command that only looks. */
  readonly takesOver?: boolean;
  /** How long a silent process keeps a run. Default 10 s: taken over after 13.3 s at most. */
  readonly leaseMs?: number;
  /** Wait before the first retry of a failed step; doubles each time. Default 1 s. */
  readonly backOffMs?: number;
}

/** A graph of steps in, durable runs out: every step once, cached by content, resumed after a crash. */
export interface Pipelines extends AsyncDisposable {
  /** The run is on record, and under way, when this resolves. */
  start(start: StartRun): Promise<PipelineRun>;
  resume(runId: string): Promise<PipelineRun>;
  /** Every unfinished run that nobody works on. */
  resumeAll(): Promise<void>;
  cancel(runId: string): Promise<PipelineRun>;
  /** An unfinished run with an error is one that this process could not go on with: resume it after the repair. */
  run(runId: string): Promise<PipelineRun>;
  runs(query?: RunsQuery): Promise<{ items: PipelineRun[]; next: string | null }>;
  /** In topological order, with the progress of those at work in this process. */
  steps(runId: string): Promise<StepRun[]>;
  logs(runId: string, query?: LogsQuery): Promise<LogLine[]>;
  /** SHA-256 of every blob that a step was given or made, so that it can be resumed or served from the cache. */
  referencedBlobs(): AsyncIterable<string>;
  underWay(): Promise<UnderWay>;
  /** The run when it has ended, wherever it is worked on. Throws when this process could not go on with it. */
  wait(runId: string): Promise<PipelineRun>;
}

export async function openPipelines(deps: PipelinesDeps): Promise<Pipelines> {
  const { meta, clock } = deps;
  await meta.migrate(pipelinesMigrations);
  const holder = `${processIdentity()}/${randomUUID()}`;
  const terms = { meta, clock, holder, leaseMs: deps.leaseMs ?? 10_000 };
  const kinds = new Map(deps.kinds.map((kind) => [kind.name, kind]));
  const runner = new Runner(
    { ...deps, kinds, terms, backOffMs: deps.backOffMs ?? 1_000 },
    deps.parallel ?? 1,
  );
  const takesOver = deps.takesOver ?? true;
  if (takesOver) await runner.takeOver();
  runner.startBeating(takesOver);
  return {
    async start(start) {
      const run = await startRun(start, deps.kinds, terms);
      await runner.claim(run.id);
      return readRun(meta, run.id);
    },
    resume: (runId) => resumeRun(runner, terms, runId),
    resumeAll: () => runner.takeOver(),
    cancel: (runId) => cancelRun(runner, terms, runId),
    async run(runId) {
      const run = await readRun(meta, runId);
      const stall = isFinished(run.state) ? undefined : runner.stall(runId);
      return stall === undefined ? run : { ...run, error: asStepError(stall) };
    },
    runs: (query = {}) => readRuns(meta, query),
    async steps(runId) {
      await readRun(meta, runId);
      const steps = await readSteps(meta, runId);
      const execution = runner.execution(runId);
      return steps.map((step) => asStepRun(step, execution?.progressOf(step.name) ?? null));
    },
    async logs(runId, query = {}) {
      await readRun(meta, runId);
      return readLogs(meta, runId, query);
    },
    referencedBlobs: () => referencedBlobs(meta),
    underWay: () => underWay(meta, clock.now()),
    async wait(runId) {
      for (;;) {
        await runner.idle(runId);
        const run = await readRun(meta, runId);
        if (isFinished(run.state)) return run;
        if (runner.isClosed) throw fail("pipelines/interrupted", {});
        await sleep(100);
      }
    },
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  };
}

/** Without what only the runner needs. */
function asStepRun(step: PlannedStep, progress: StepRun["progress"]): StepRun {
  const { params: _p, inputs: _i, retries: _r, timeout: _t, failures: _f, ...record } = step;
  return { ...record, progress };
}
