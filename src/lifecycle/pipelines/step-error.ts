import type { StepError } from "../../contract/records/pipelines.ts";
import { asPrumoError, type PrumoError } from "../../kernel/errors/prumo-error.ts";

const longestStack = 16_384;

/** An error as it is kept with the step. The user's stack is kept; ours would only drown it. */
export function asStepError(thrown: unknown): StepError {
  const error = asPrumoError(thrown);
  const isTheirs = error.code === "pipelines/step-threw" || error.code === "kernel/unexpected";
  const stack = isTheirs && error.cause instanceof Error ? (error.cause.stack ?? null) : null;
  return {
    code: error.code,
    message: error.message,
    repair: error.repair,
    stack: stack?.slice(0, longestStack) ?? null,
  };
}

/** What was refused for what it says (4xx) is refused again; what broke (5xx) may go better next time. */
export function isWorthRetry(error: PrumoError): boolean {
  return error.status >= 500;
}
