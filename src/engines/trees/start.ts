import type { Task, TrainingFrame } from "../learning.ts";
import { QUANTUM } from "./boost.ts";
import { sharedFloat32, sharedFloat64 } from "./memory.ts";
import { BLOCK, type ScoredRows } from "./objective.ts";

/** Where boosting starts. */
export interface Start {
  readonly outputs: number;
  /** Score of each output before the first tree. */
  readonly base: Float32Array;
  /** y = score × scale + shift; 1 and 0 but for regression. */
  readonly scale: number;
  readonly shift: number;
}

/** No class is thought rarer, or more frequent, than this log-odds. */
const MAX_BASE = 16;

/** Log-odds of the classes, or the mean and standard deviation of the values, with weights. */
export function standardise(frame: TrainingFrame, task: Task): Start {
  const { rows, target, weight } = frame;
  let total = 0;
  let sum = 0;
  const ofClass = new Float64Array(task.task === "multiclass" ? task.classes : 2);
  for (let row = 0; row < rows; row++) {
    const w = weight?.[row] ?? 1;
    const y = target[row]!;
    total += w;
    sum += w * y;
    if (task.task !== "regression") ofClass[y]! += w;
  }
  switch (task.task) {
    case "binary":
      return { outputs: 1, base: quantised([Math.log(ofClass[1]! / ofClass[0]!)]), scale: 1, shift: 0 };
    case "multiclass": {
      const logs = Array.from(ofClass, (w) => Math.max(-MAX_BASE, Math.log(w / total)));
      const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
      return { outputs: logs.length, base: quantised(logs.map((x) => x - mean)), scale: 1, shift: 0 };
    }
    case "regression": {
      const shift = total > 0 ? sum / total : 0;
      let squares = 0;
      for (let row = 0; row < rows; row++) squares += (weight?.[row] ?? 1) * (target[row]! - shift) ** 2;
      const scale = Math.sqrt(squares / total);
      return { outputs: 1, base: quantised([0]), scale: scale > 0 ? scale : 1, shift };
    }
  }
}

function quantised(scores: readonly number[]): Float32Array {
  return Float32Array.from(scores, (x) => {
    const bounded = Math.min(MAX_BASE, Math.max(-MAX_BASE, Number.isNaN(x) ? 0 : x));
    return Math.round(bounded / QUANTUM) * QUANTUM;
  });
}

/** The rows of a frame at their first scores, in shared memory. */
export function scoredRows(frame: TrainingFrame, start: Start, task: Task): ScoredRows {
  const { rows } = frame;
  const target = sharedFloat32(rows);
  for (let row = 0; row < rows; row++) target[row] = (frame.target[row]! - start.shift) / start.scale;
  const scores = sharedFloat32(start.outputs * rows);
  for (const [k, base] of start.base.entries()) scores.fill(base, k * rows, (k + 1) * rows);
  const blocks = Math.ceil(rows / BLOCK);
  let totalWeight = 0;
  for (let row = 0; row < rows; row++) totalWeight += frame.weight?.[row] ?? 1;
  return {
    rows,
    target,
    weight: frame.weight ?? null,
    totalWeight,
    scores,
    blockLoss: sharedFloat64(blocks),
    blockMax: sharedFloat64(blocks),
    logSum: sharedFloat64(task.task === "multiclass" ? rows : 0),
  };
}
