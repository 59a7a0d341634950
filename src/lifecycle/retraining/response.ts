import type { Response } from "../../contract/records/monitors.ts";
import type { PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

type ResponseState = Response["state"];

/** decided: to retrain · running: the pipeline works · released, refused, failed: how it ended · ignored: not to. */
const next: Readonly<Record<ResponseState, readonly ResponseState[]>> = {
  decided: ["running", "failed"],
  running: ["released", "refused", "failed"],
  released: [],
  refused: [],
  failed: [],
  ignored: [],
};

export function isUnderWay({ state }: Response): boolean {
  return next[state].length > 0;
}

export function moveResponse(
  response: Response,
  to: ResponseState,
  change: Partial<Response> = {},
): Response {
  if (!next[response.state].includes(to))
    throw fail("retraining/bad-transition", { from: response.state, to });
  return { ...response, ...change, state: to };
}

/** How a run that has ended answers the alert; null while it has not. */
export function outcomeOf({ state, error }: PipelineRun): "released" | "refused" | "failed" | null {
  if (state === "succeeded") return "released";
  if (state !== "failed" && state !== "cancelled") return null;
  return error?.code === "models/gate-refused" ? "refused" : "failed";
}
