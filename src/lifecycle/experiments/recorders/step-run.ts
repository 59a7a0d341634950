import type { StepDone } from "../../../ports/step-kind.ts";
import type { Json } from "../../../kernel/json.ts";
import type { StartRun } from "../runs/run.ts";

type Order = Omit<StepDone, "outputs" | "facts">;

/** What the runs of all kinds of steps have in common. */
export function runOfStep(order: Order): Pick<StartRun, "tags" | "pipelineRunId" | "stepRunId"> {
  return {
    tags: {
      pipeline: order.pipeline,
      step: order.step,
      trigger: order.trigger.kind,
      attempt: String(order.attempt),
    },
    pipelineRunId: order.pipelineRunId,
    stepRunId: order.stepRunId,
  };
}

/** The data of the last fact of a name. */
export function lastFact({ facts }: Pick<StepDone, "facts">, name: string): Json | undefined {
  return facts.findLast((fact) => fact.name === name)?.data;
}

/** How a run ends whose step failed: a cancelled one was stopped from outside. */
export function stateAfter(error: unknown): "failed" | "killed" {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "pipelines/cancelled" ? "killed" : "failed";
}
