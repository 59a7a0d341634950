import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LinearModel } from "../../contract/model-graph.ts";
import type { Task, TrainingFrame } from "../learning.ts";
import { checkFrame, within } from "../check-frame.ts";
import { unpackError } from "../thread-error.ts";
import { solveLinear } from "./solve.ts";
import type { LinearAnswer, LinearWork } from "./worker.ts";

/** Penalty of the squared weights, ≥ 0; 1 unless given. The intercept is not penalised. */
export type LinearParams = Task & { readonly l2?: number };

/** Frames with fewer values than this are solved in the time that a thread takes to start. */
const SMALL = 20_000;

/**
 * Linear (least squares), logistic or multinomial regression with an L2 penalty on standardised features, in a
 * worker thread. Deterministic. Throws `learning/…` for a frame that cannot be learnt from, and
 * `learning/singular` when `l2` is 0 and columns depend on each other, as one-hot ones do.
 */
export async function fitLinear(
  frame: TrainingFrame,
  params: LinearParams,
  options: { readonly signal?: AbortSignal } = {},
): Promise<LinearModel> {
  const { l2 = 1 } = params;
  within("l2", l2, 0, Number.MAX_VALUE);
  options.signal?.throwIfAborted();
  checkFrame(frame, params);
  if (frame.rows * frame.features.length < SMALL) return solveLinear(frame, params, l2);
  const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  const task: Task =
    params.task === "multiclass" ? { task: params.task, classes: params.classes } : { task: params.task };
  const workerData: LinearWork = { frame, task, l2 };
  const worker = new Worker(file, { workerData, name: "linear" });
  try {
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const [answer] = (await once(worker, "message", signal)) as [LinearAnswer];
    if ("failed" in answer) throw unpackError(answer.failed);
    return answer.model;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}
