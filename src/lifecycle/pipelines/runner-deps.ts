import type { Clock } from "../../kernel/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { StepExecutor } from "../../ports/step-executor.ts";
import type { StepKind, StepRecorder } from "../../ports/step-kind.ts";
import type { LeaseTerms } from "./run-lease.ts";

/** What the runner and its executions stand on. */
export interface RunnerDeps {
  readonly meta: MetaStore;
  readonly events: EventBus;
  readonly executor: StepExecutor;
  readonly clock: Clock;
  readonly kinds: ReadonlyMap<string, StepKind>;
  readonly recorders: Readonly<Record<string, StepRecorder>>;
  readonly projectDir: string;
  readonly terms: LeaseTerms;
  /** First wait before a failed attempt is tried again; doubles each time, at most a minute. */
  readonly backOffMs: number;
}
