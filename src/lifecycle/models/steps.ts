import { registerParams, type RegisterParams } from "../../contract/step-params.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { evaluateStep } from "./evaluate.ts";
import { gateStep } from "./gate.ts";

/** Only a record: all of it happens in the main process (recorders.ts). */
const registerStep: StepKind<RegisterParams> = {
  name: "register",
  version: 1,
  params: registerParams,
  cacheable: true,
};

/** The step kinds of this station; parameters are parsed by each kind's own schema before its work is called. */
export const modelsSteps = [evaluateStep, gateStep, registerStep] as unknown as StepKind[];
