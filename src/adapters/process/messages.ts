import { catalogue, type ErrorCode } from "../../kernel/errors/catalogue.ts";
import { asPrumoError, fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepValues } from "../../ports/step-kind.ts";

/** What the pool tells a worker. */
export type ToWorker =
  | { readonly type: "run"; readonly order: StepOrder }
  /** Stop the running step; the worker stays when it obeys in time. */
  | { readonly type: "cancel" };

/** What a worker tells the pool. `said` comes in batches; `done` or `failed` ends an order. */
export type FromWorker =
  | { readonly type: "said"; readonly messages: readonly StepMessage[] }
  | { readonly type: "done"; readonly outputs: StepValues; readonly rssBytes: number }
  | { readonly type: "failed"; readonly error: ErrorOnWire; readonly rssBytes: number };

/** An error as plain data; the code makes it whole again on the other side. */
export interface ErrorOnWire {
  readonly code: string;
  readonly details: string;
  readonly cause: { readonly name: string; readonly message: string; readonly stack: string } | null;
}

export function errorToWire(thrown: unknown): ErrorOnWire {
  const error = asPrumoError(thrown);
  const { cause } = error;
  return {
    code: error.code,
    details: JSON.stringify(error.details),
    cause:
      cause instanceof Error ? { name: cause.name, message: cause.message, stack: cause.stack ?? "" } : null,
  };
}

export function errorFromWire(wire: ErrorOnWire): PrumoError {
  const cause = wire.cause === null ? undefined : Object.assign(new Error(wire.cause.message), wire.cause);
  if (!isErrorCode(wire.code)) return fail("kernel/unexpected", { reason: wire.code }, cause);
  return new PrumoError(wire.code, JSON.parse(wire.details) as Record<string, unknown>, cause);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}
