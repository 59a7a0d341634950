import { PrumoError } from "../../../kernel/errors/prumo-error.ts";

/** An error of the protocol itself. */
export class InferenceError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Any thrown value in the protocol's shape. Statuses follow Triton: 400, 404, 503, else 500. */
export function asInferenceError(error: unknown): { readonly status: number; readonly error: string } {
  if (error instanceof InferenceError) return { status: error.status, error: error.message };
  if (error instanceof PrumoError) {
    const status = error.status === 422 ? 400 : error.status;
    return { status, error: `${error.message} ${error.repair}` };
  }
  const status = statusOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return { status, error: status < 500 ? reason : "prumo failed in a way it did not foresee" };
}

/** Fastify's own errors (body too large, bad header) bear a status. */
function statusOf(error: unknown): number {
  if (error instanceof SyntaxError) return 400;
  const stated =
    typeof error === "object" && error !== null && "statusCode" in error ? Number(error.statusCode) : 500;
  return stated >= 400 && stated < 600 ? stated : 500;
}
