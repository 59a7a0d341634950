import type { TrainingFrame } from "../learning.ts";
import { solvePositive } from "./cholesky.ts";
import type { Design } from "./design.ts";
import { addOuter } from "./ridge.ts";

const MAX_STEPS = 100;
/** No weight moves by more than this in the last step; steps shrink quadratically. */
const TOLERANCE = 1e-10;

/** log(1 + e^s), without overflow. */
const softplus = (s: number): number => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));

/**
 * Binary logistic regression, Σ log loss + l2/2 ‖w‖² (scikit-learn: LogisticRegression(C=1/l2)), by Newton's
 * method with step halving (iteratively reweighted least squares). Returns the weights, then the intercept,
 * which is not penalised.
 */
export function solveLogistic(design: Design, frame: TrainingFrame, l2: number): Float64Array {
  const { width } = design;
  const size = width + 1;
  let x: Float64Array = new Float64Array(size);
  let loss = logisticLoss(design, frame, l2, x);
  for (let step = 0; step < MAX_STEPS; step++) {
    const a = new Float64Array(size * size);
    const move = new Float64Array(size);
    for (let row = 0; row < design.rows; row++) {
      design.read(row);
      const w = frame.weight?.[row] ?? 1;
      const p = 1 / (1 + Math.exp(-design.dot(x, 0) - x[width]!));
      const off = w * (p - frame.target[row]!);
      addOuter(a, design, w * p * (1 - p));
      for (let i = 0; i < design.count; i++) move[design.places[i]!]! += off * design.values[i]!;
      move[width]! += off;
    }
    for (let i = 0; i < width; i++) {
      a[i * size + i]! += l2;
      move[i]! += l2 * x[i]!;
    }
    solvePositive(a, move);
    let largest = 0;
    for (const one of move) largest = Math.max(largest, Math.abs(one));
    let share = 1;
    let next = x;
    let nextLoss = Infinity;
    for (; share > 1e-6; share /= 2) {
      next = x.map((value, i) => value - share * move[i]!);
      nextLoss = logisticLoss(design, frame, l2, next);
      if (nextLoss <= loss + 1e-12 * Math.abs(loss)) break;
    }
    if (share <= 1e-6) return x;
    x = next;
    loss = nextLoss;
    if (largest * share < TOLERANCE) return x;
  }
  return x;
}

function logisticLoss(design: Design, frame: TrainingFrame, l2: number, x: Float64Array): number {
  const { width } = design;
  let loss = 0;
  for (let row = 0; row < design.rows; row++) {
    design.read(row);
    const s = design.dot(x, 0) + x[width]!;
    loss += (frame.weight?.[row] ?? 1) * (softplus(s) - s * frame.target[row]!);
  }
  for (let i = 0; i < width; i++) loss += (l2 / 2) * x[i]! * x[i]!;
  return loss;
}
