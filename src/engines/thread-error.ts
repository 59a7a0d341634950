import { PrumoError } from "../kernel/errors/prumo-error.ts";

/** An error on its way between threads, where classes are lost. */
export type ThreadError =
  | { readonly code: PrumoError["code"]; readonly details: PrumoError["details"] }
  | { readonly error: unknown };

export function packError(error: unknown): ThreadError {
  return error instanceof PrumoError ? { code: error.code, details: error.details } : { error };
}

export function unpackError(packed: ThreadError): unknown {
  return "code" in packed ? new PrumoError(packed.code, packed.details) : packed.error;
}
