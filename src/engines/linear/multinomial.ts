import type { TrainingFrame } from "../learning.ts";
import type { Design } from "./design.ts";
import { minimise } from "./lbfgs.ts";

/**
 * Logistic regression over classes with softmax, Σ log loss + l2/2 ‖W‖² (scikit-learn:
 * LogisticRegression(C=1/l2)), by L-BFGS; with one output, the binary one with a logistic link. Returns, for each
 * output, its weights and then its intercept, which is not penalised; intercepts of classes sum to 0.
 */
export function solveMultinomial(
  design: Design,
  frame: TrainingFrame,
  l2: number,
  outputs: number,
): Float64Array {
  const { width } = design;
  const size = width + 1;
  let total = 0;
  for (let row = 0; row < design.rows; row++) total += frame.weight?.[row] ?? 1;
  const p = new Float64Array(Math.max(2, outputs));
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < design.rows; row++) {
      design.read(row);
      const w = (frame.weight?.[row] ?? 1) / total;
      const y = frame.target[row]!;
      for (let k = 0; k < outputs; k++) p[k] = design.dot(x, k * size) + x[k * size + width]!;
      loss += w * normalise(p, outputs, y);
      for (let k = 0; k < outputs; k++) {
        const truth = outputs === 1 ? y : y === k ? 1 : 0;
        const off = w * (p[k]! - truth);
        for (let i = 0; i < design.count; i++) {
          gradient[k * size + design.places[i]!]! += off * design.values[i]!;
        }
        gradient[k * size + width]! += off;
      }
    }
    const penalty = l2 / total;
    for (let k = 0; k < outputs; k++) {
      for (let i = k * size; i < k * size + width; i++) {
        loss += (penalty / 2) * x[i]! * x[i]!;
        gradient[i]! += penalty * x[i]!;
      }
    }
    return loss;
  };
  const x = minimise(objective, new Float64Array(outputs * size), 1e-11);
  if (outputs > 1) centre(x, outputs, size);
  return x;
}

/** Turns raw scores into probabilities, in place; returns −log of that of class y. */
function normalise(p: Float64Array, outputs: number, y: number): number {
  if (outputs === 1) {
    const s = p[0]!;
    p[0] = 1 / (1 + Math.exp(-s));
    return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - s * y;
  }
  let top = -Infinity;
  for (let k = 0; k < outputs; k++) top = Math.max(top, p[k]!);
  const own = p[y]! - top;
  let sum = 0;
  for (let k = 0; k < outputs; k++) {
    p[k] = Math.exp(p[k]! - top);
    sum += p[k]!;
  }
  for (let k = 0; k < outputs; k++) p[k]! /= sum;
  return Math.log(sum) - own;
}

/** A constant added to all intercepts changes nothing; this picks the one that makes their sum 0. */
function centre(x: Float64Array, outputs: number, size: number): void {
  let sum = 0;
  for (let k = 0; k < outputs; k++) sum += x[k * size + size - 1]!;
  for (let k = 0; k < outputs; k++) x[k * size + size - 1]! -= sum / outputs;
}
