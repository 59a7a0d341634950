import type { StepKind } from "../../ports/step-kind.ts";
import { callKind } from "./call-step.ts";
import { commandKind } from "./command-step.ts";

/** The step kinds of this station: a command in any language, and a function of the project. */
export const pipelinesSteps: readonly StepKind[] = [commandKind, callKind];
