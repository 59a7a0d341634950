import type { StepKind } from "../../ports/step-kind.ts";
import { trainStep } from "./training/train.ts";

/** The step kinds of this station; parameters are parsed by each kind's own schema before its work is called. */
export const experimentsSteps = [trainStep] as unknown as StepKind[];
