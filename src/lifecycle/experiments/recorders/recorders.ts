import type { Clock } from "../../../kernel/clock.ts";
import type { StepRecorder } from "../../../ports/step-kind.ts";
import type { Datasets } from "../../datasets/index.ts";
import type { Experiments } from "../surface.ts";
import { commandRecorder } from "./command-recorder.ts";
import { trainRecorder } from "./train-recorder.ts";

export interface RecorderDeps {
  readonly experiments: Experiments;
  readonly datasets: Pick<Datasets, "version">;
  readonly clock: Clock;
  /** Where MLflow's clients reach this house, once they can. */
  readonly address: () => Promise<string>;
}

/** The main-process halves of the step kinds that have runs: ours that trains, and any program that may. */
export function experimentsRecorders(deps: RecorderDeps): Record<"train" | "command", StepRecorder> {
  return { train: trainRecorder(deps), command: commandRecorder(deps) };
}
