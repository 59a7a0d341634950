import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepKind, StepValues } from "../../ports/step-kind.ts";
import { scratchOf } from "./scratch.ts";
import type { StepSurroundings } from "./surroundings.ts";
import { userStack } from "./user-stack.ts";

/**
 * Does the work of one attempt in this process. The one boundary around the code of a step: what it throws
 * leaves as pipelines/step-threw with its own stack trace, unless it is an error of the catalogue.
 */
export async function performStep(
  kinds: readonly StepKind[],
  around: StepSurroundings,
  order: StepOrder,
  say: (message: StepMessage) => void,
  signal: AbortSignal,
): Promise<StepValues> {
  const kind = kinds.find((candidate) => candidate.name === order.kind);
  if (kind?.work === undefined) {
    const known = kinds.map((candidate) => candidate.name);
    const suggestion = nearest(order.kind, known) ?? "another";
    throw fail("pipelines/unknown-kind", { step: order.step, kind: order.kind, nearest: suggestion, known });
  }
  const scratch = join(scratchOf(around.scratchDir), `${order.stepRunId}-${order.attempt}`);
  await mkdir(scratch, { recursive: true });
  try {
    return await kind.work(kind.params.parse(order.params), order.inputs, {
      blobs: around.blobs,
      tables: around.tables,
      projectDir: around.projectDir,
      environment: order.environment ?? {},
      threads: around.threads,
      scratch,
      signal,
      progress: (fraction, message) => say({ type: "progress", fraction, message }),
      log: (level, text) => say({ type: "log", level, text }),
      metric: (key, value, step) => say({ type: "metric", key, value, step }),
      fact: (name, data) => say({ type: "fact", name, data }),
    });
  } catch (error) {
    throw error instanceof PrumoError ? error : threw(order.step, error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function threw(step: string, error: unknown): PrumoError {
  if (!(error instanceof Error)) return fail("pipelines/step-threw", { step, reason: String(error) }, error);
  const cause = new Error(error.message, error.cause === undefined ? undefined : { cause: error.cause });
  cause.name = error.name;
  cause.stack = userStack(error);
  return fail("pipelines/step-threw", { step, reason: error.message }, cause);
}
