import type { MetricPoint, Run, Experiment } from "../../contract/records/experiments.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { FinishRun, LoggedPoint, StartRun } from "./run.ts";

export interface ExperimentsDeps {
  readonly meta: MetaStore;
  readonly clock: Clock;
  /** Where the project file is; its git revision is recorded with each run. */
  readonly projectDir: string;
}

/** Runs of training code, ours or anyone's: parameters, metrics, artifacts, where and on what they ran. */
export interface Experiments {
  startRun(start: StartRun): Promise<Run>;
  logParams(runId: string, params: Readonly<Record<string, string>>): Promise<void>;
  logMetrics(runId: string, points: readonly LoggedPoint[]): Promise<void>;
  finishRun(runId: string, finish: FinishRun): Promise<Run>;
  run(id: string): Promise<Run>;
  /** Newest first. */
  runs(
    experiment: string,
    page?: { readonly limit?: number; readonly cursor?: string | undefined },
  ): Promise<{ items: Run[]; next: string | null }>;
  /** By key, then step. */
  metrics(runId: string, key?: string): Promise<MetricPoint[]>;
  experiments(): Promise<Experiment[]>;
}
