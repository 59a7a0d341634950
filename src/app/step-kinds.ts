import { datasetsSteps } from "../lifecycle/datasets/steps.ts";
import { deploymentsSteps } from "../lifecycle/deployments/steps.ts";
import { experimentsSteps } from "../lifecycle/experiments/steps.ts";
import { modelsSteps } from "../lifecycle/models/steps.ts";
import { pipelinesSteps } from "../lifecycle/pipelines/steps.ts";
import type { StepKind } from "../ports/step-kind.ts";

/** Every kind of step, from the station that contributes it. Workers and the runner read the same list. */
export const stepKinds: readonly StepKind[] = [
  ...datasetsSteps,
  ...pipelinesSteps,
  ...experimentsSteps,
  ...modelsSteps,
  ...deploymentsSteps,
];
