import { PrumoError } from "../../../kernel/errors/prumo-error.ts";

/** Error codes of MLflow that this protocol gives, with the HTTP status of each (mlflow/exceptions.py). */
const statuses = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type MlflowErrorCode = keyof typeof statuses;

/** An error of the protocol itself; the stations' errors are translated by `asMlflowError`. */
export class MlflowError extends Error {
  readonly errorCode: MlflowErrorCode;

  constructor(errorCode: MlflowErrorCode, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

export function invalid(message: string): MlflowError {
  return new MlflowError("INVALID_PARAMETER_VALUE", message);
}

export interface MlflowErrorAnswer {
  readonly status: number;
  readonly body: { readonly error_code: MlflowErrorCode; readonly message: string };
}

/** Any thrown value in MLflow's shape. What the caller did wrong is never a 5xx: clients would retry it for minutes. */
export function asMlflowError(error: unknown): MlflowErrorAnswer {
  const known = translated(error);
  return {
    status: statuses[known.errorCode],
    body: { error_code: known.errorCode, message: known.message },
  };
}

function translated(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error;
  if (error instanceof PrumoError) return new MlflowError(codeOf(error), error.message);
  const status = statusOf(error);
  if (status < 500) return invalid(error instanceof Error ? error.message : String(error));
  return new MlflowError("INTERNAL_ERROR", "prumo failed in a way it did not foresee");
}

/** Where MLflow says it otherwise than the status would have it. */
const exceptions: { readonly [code: string]: MlflowErrorCode } = {
  "experiments/bad-experiment-id": "INVALID_PARAMETER_VALUE",
};

function codeOf({ code, status }: PrumoError): MlflowErrorCode {
  const exception = exceptions[code];
  if (exception !== undefined) return exception;
  if (status === 404) return "RESOURCE_DOES_NOT_EXIST";
  if (status === 409) return "RESOURCE_ALREADY_EXISTS";
  if (status === 403) return "PERMISSION_DENIED";
  if (status === 501) return "NOT_IMPLEMENTED";
  if (status === 503 || status === 507) return "TEMPORARILY_UNAVAILABLE";
  return status < 500 ? "INVALID_PARAMETER_VALUE" : "INTERNAL_ERROR";
}

/** Fastify's own errors (body too large, bad header) bear a status. */
function statusOf(error: unknown): number {
  if (error instanceof SyntaxError) return 400;
  const stated =
    typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 500;
  return Number(stated);
}
