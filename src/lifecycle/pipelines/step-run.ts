import type { StepSpec } from "../../contract/project/schema.ts";
import type { StepError, StepRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Json } from "../../kernel/json.ts";
import type { StepValues } from "../../ports/step-kind.ts";

/**
 * A step is `pending` until all it reads from is there, then `ready`. A runner leases it, which raises its
 * attempt: that number is the fence, and only the newest attempt may end the step. An attempt ends as
 * `succeeded`, as `failed`, or back at `ready` when it is to be tried again or was interrupted by a crash.
 * A ready step whose result is in the cache is `cached` at once; one whose input cannot even be identified
 * fails without an attempt. What depends on a failed step, and all that a cancelled run leaves, is `skipped`.
 * Resuming a failed run makes failed steps `ready` and skipped ones `pending` again.
 */
type StepState = StepRun["state"];

const moves: Readonly<Record<StepState, readonly StepState[]>> = {
  pending: ["ready", "skipped"],
  ready: ["leased", "cached", "failed", "skipped"],
  leased: ["succeeded", "failed", "ready", "skipped"],
  failed: ["ready"],
  skipped: ["pending"],
  succeeded: [],
  cached: [],
};

/** A step with all that is needed to run it: parameters resolved and valid, inputs as edges. */
export interface PlannedStep extends StepRun {
  readonly params: Json;
  readonly inputs: StepSpec["inputs"];
  readonly retries: number;
  readonly timeout: string | null;
  /** Attempts that failed; interrupted ones do not count against the retries. */
  readonly failures: number;
}

function move(step: PlannedStep, to: StepState, change: Partial<PlannedStep> = {}): PlannedStep {
  if (!moves[step.state].includes(to)) {
    throw fail("pipelines/bad-transition", { what: `step ${step.name}`, from: step.state, to });
  }
  return { ...step, ...change, state: to };
}

export function leaseStep(step: PlannedStep, cacheKey: string | null, now: number): PlannedStep {
  const attempt = step.attempt + 1;
  return move(step, "leased", { attempt, cacheKey, startedAt: now, finishedAt: null, error: null });
}

export function succeedStep(step: PlannedStep, outputs: StepValues, now: number): PlannedStep {
  return move(step, "succeeded", { outputs: { ...outputs }, finishedAt: now });
}

export function cacheStep(step: PlannedStep, key: string, hit: CacheHit, now: number): PlannedStep {
  const { outputs, runId } = hit;
  const times = { startedAt: now, finishedAt: now };
  return move(step, "cached", { cacheKey: key, outputs: { ...outputs }, runId, ...times });
}

export function failStep(step: PlannedStep, error: StepError, now: number): PlannedStep {
  return move(step, "failed", { error, finishedAt: now, failures: step.failures + 1 });
}

/** The error stays readable until the next attempt starts. */
export function retryStep(step: PlannedStep, error: StepError): PlannedStep {
  return move(step, "ready", { error, failures: step.failures + 1 });
}

export function interruptStep(step: PlannedStep): PlannedStep {
  return move(step, "ready");
}

export function skipStep(step: PlannedStep, now: number, error: StepError | null = null): PlannedStep {
  return move(step, "skipped", { finishedAt: now, error });
}

export function makeReady(step: PlannedStep): PlannedStep {
  return move(step, "ready");
}

/** For a resumed run: what failed or was skipped gets another go, with fresh retries. */
export function resetStep(step: PlannedStep): PlannedStep {
  const clean = { error: null, failures: 0, startedAt: null, finishedAt: null };
  if (step.state === "failed") return move(step, "ready", clean);
  if (step.state === "skipped") return move(step, "pending", clean);
  return step;
}

export interface CacheHit {
  readonly outputs: StepValues;
  /** The experiment run which the original recorded. */
  readonly runId: string | null;
  /** Where the result was made: `fitted of train #3`. */
  readonly madeBy: string;
}

export function hasOutputs(step: PlannedStep): boolean {
  return step.state === "succeeded" || step.state === "cached";
}

/** Pending steps all of whose needs are there now. */
export function nowReady(steps: readonly PlannedStep[]): PlannedStep[] {
  const done = new Set(steps.filter(hasOutputs).map((step) => step.name));
  return steps.filter((step) => step.state === "pending" && step.needs.every((need) => done.has(need)));
}

/** Steps that have not started and depend, through any number of edges, on one that failed or was skipped. */
export function nowHopeless(steps: readonly PlannedStep[]): PlannedStep[] {
  const lost = new Set(
    steps.filter((step) => step.state === "failed" || step.state === "skipped").map((step) => step.name),
  );
  const hopeless: PlannedStep[] = [];
  // Steps are in topological order, so one pass reaches them all.
  for (const step of steps) {
    if (step.state !== "pending" || !step.needs.some((need) => lost.has(need))) continue;
    lost.add(step.name);
    hopeless.push(step);
  }
  return hopeless;
}
