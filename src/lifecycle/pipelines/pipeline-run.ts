import type { Json } from "../../kernel/json.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { PlannedStep } from "./step-run.ts";

/**
 * A pipeline run is `queued` until a process has taken its lease, `running` while one works on it, and
 * `waiting` when all that is left waits for people or for events. It ends as `succeeded` when each step has
 * succeeded or came from the cache, `failed` when a step has failed, or `cancelled`. A failed run that is
 * resumed is `queued` again; succeeded and cancelled are for good.
 */
type RunState = PipelineRun["state"];

const moves: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ["running", "cancelled"],
  running: ["waiting", "succeeded", "failed", "cancelled"],
  waiting: ["running", "failed", "cancelled"],
  failed: ["queued"],
  succeeded: [],
  cancelled: [],
};

/** The run in its new state; times and error follow from it. Throws pipelines/bad-transition. */
export function moveRun(
  run: PipelineRun,
  to: RunState,
  now: number,
  error: PipelineRun["error"] = null,
): PipelineRun {
  if (!moves[run.state].includes(to)) {
    throw fail("pipelines/bad-transition", { what: "pipeline run", from: run.state, to });
  }
  return {
    ...run,
    state: to,
    error,
    startedAt: to === "running" ? (run.startedAt ?? now) : run.startedAt,
    finishedAt: isFinished(to) ? now : null,
  };
}

export function isFinished(state: RunState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** How a run ends whose steps have all ended, and with which step's error: the first that failed. */
export function endOf(steps: readonly PlannedStep[]): {
  readonly state: "succeeded" | "failed";
  readonly error: PipelineRun["error"];
} {
  const [first] = steps
    .filter((step) => step.state === "failed")
    .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
  return first === undefined ? { state: "succeeded", error: null } : { state: "failed", error: first.error };
}

/** What the runner knows of a run besides its record. */
export interface RunPlan {
  readonly run: PipelineRun;
  readonly steps: readonly PlannedStep[];
}

export type RunParams = { readonly [name: string]: Json };
