import { ProblemError } from "../client/client.ts";
import { catalogue, type ErrorCode } from "../kernel/errors/catalogue.ts";
import { asPrumoError, type ErrorEntry, PrumoError } from "../kernel/errors/prumo-error.ts";

/** A problem document that the server answered, as the error it was there, with its exit code. */
export function problemAsError(error: Error): PrumoError {
  if (!(error instanceof ProblemError) || !Object.hasOwn(catalogue, error.problem.code))
    return asPrumoError(error);
  const code = error.problem.code as ErrorCode;
  const entry: ErrorEntry = catalogue[code];
  const { detail, repair, status } = error.problem;
  const known = new PrumoError(code, error.problem.details ?? {}, error);
  return Object.assign(Object.create(PrumoError.prototype) as PrumoError, known, {
    message: detail,
    repair,
    status,
    exit: entry.exit ?? 1,
    stack: known.stack,
    cause: error,
  });
}
