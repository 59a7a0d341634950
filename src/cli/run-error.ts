import type { StepError } from "../contract/records/pipelines.ts";
import { catalogue, type ErrorCode } from "../kernel/errors/catalogue.ts";
import { asPrumoError, type ErrorEntry, PrumoError } from "../kernel/errors/prumo-error.ts";

/** The error that a run ended with, as the error it was in its step, so that the exit code is the same. */
export function asRunError(error: StepError): PrumoError {
  if (!Object.hasOwn(catalogue, error.code)) return asPrumoError(new Error(error.message));
  const entry: ErrorEntry = catalogue[error.code as ErrorCode];
  const known = new PrumoError(error.code as ErrorCode, {});
  return Object.assign(known, {
    message: error.message,
    repair: error.repair,
    exit: entry.exit ?? 1,
    stack: error.stack ?? known.stack,
  });
}
