import type { StepExecutor } from "../../ports/step-executor.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { performStep } from "./perform-step.ts";
import type { StepSurroundings } from "./surroundings.ts";

/**
 * Runs steps in this process: for small work, where a worker would cost more than it does. A step that does
 * not heed its signal is left behind when cancelled, not stopped.
 */
export function inProcessExecutor(kinds: readonly StepKind[], around: StepSurroundings): StepExecutor {
  return {
    async run(order, say, signal) {
      signal.throwIfAborted();
      const aborted = Promise.withResolvers<never>();
      const leave = (): void => aborted.reject(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
      try {
        return await Promise.race([performStep(kinds, around, order, say, signal), aborted.promise]);
      } finally {
        signal.removeEventListener("abort", leave);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
