import { parentPort, workerData } from "node:worker_threads";
import type { LinearModel } from "../../contract/model-graph.ts";
import type { Task, TrainingFrame } from "../learning.ts";
import { packError, type ThreadError } from "../thread-error.ts";
import { solveLinear } from "./solve.ts";

export interface LinearWork {
  readonly frame: TrainingFrame;
  readonly task: Task;
  readonly l2: number;
}

export type LinearAnswer = { readonly model: LinearModel } | { readonly failed: ThreadError };

const { frame, task, l2 } = workerData as LinearWork;
let answer: LinearAnswer;
try {
  answer = { model: solveLinear(frame, task, l2) };
} catch (error) {
  answer = { failed: packError(error) };
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.postMessage(answer);
