import { ProblemError } from "../client/client.ts";
import { asPrumoError, type PrumoError } from "../kernel/errors/prumo-error.ts";
import { asRunError } from "./run-error.ts";

/** A problem document that the server answered, as the error it was there, with its exit code. */
export function problemAsError(error: Error): PrumoError {
  if (!(error instanceof ProblemError)) return asPrumoError(error);
  const { code, detail, repair } = error.problem;
  return asRunError({ code, message: detail, repair, stack: error.stack ?? null });
}
