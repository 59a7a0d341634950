import type { Json } from "../kernel/json.ts";
import type { StepValue } from "../contract/records/pipelines.ts";

/** What a step is told, as plain data: it crosses a process boundary. */
export interface StepOrder {
  readonly kind: string;
  readonly pipelineRunId: string;
  readonly stepRunId: string;
  readonly step: string;
  readonly attempt: number;
  readonly params: Json;
  readonly inputs: { readonly [name: string]: StepValue };
  /** See StepTools; default none. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a working step says while it works. */
export type StepMessage =
  | { readonly type: "progress"; readonly fraction: number; readonly message: string }
  | { readonly type: "log"; readonly level: "debug" | "info" | "warn" | "error"; readonly text: string }
  | { readonly type: "metric"; readonly key: string; readonly value: number; readonly step: number }
  /** Facts for the station that contributed the step: run parameters, artifacts, evidence … */
  | { readonly type: "fact"; readonly name: string; readonly data: Json };

/** Where steps run. Embedded: warm worker processes. A dead worker fails the attempt, never the runner. */
export interface StepExecutor extends AsyncDisposable {
  run(
    order: StepOrder,
    say: (message: StepMessage) => void,
    signal: AbortSignal,
  ): Promise<{ readonly [output: string]: StepValue }>;
}
