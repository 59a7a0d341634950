import type { TrainingFrame } from "../learning.ts";
import { solvePositive } from "./cholesky.ts";
import type { Design } from "./design.ts";

/**
 * Adds `amount` × z zᵀ to the lower triangle of A, [(width + 1)²], where z is the row last read with 1 for the
 * intercept in the last place.
 */
export function addOuter(a: Float64Array, design: Design, amount: number): void {
  const { places, values, count, width } = design;
  const size = width + 1;
  for (let i = 0; i < count; i++) {
    const row = places[i]! * size;
    const scaled = amount * values[i]!;
    // places rise, so these are at or left of the diagonal
    for (let j = 0; j <= i; j++) a[row + places[j]!]! += scaled * values[j]!;
    a[width * size + places[i]!]! += scaled;
  }
  a[width * size + width]! += amount;
}

/**
 * Least squares with an L2 penalty, ‖y − X w − b‖² + l2 ‖w‖² (scikit-learn: Ridge(alpha=l2)), by the normal
 * equations. Returns the weights, then the intercept, which is not penalised.
 */
export function solveRidge(design: Design, frame: TrainingFrame, l2: number): Float64Array {
  const size = design.width + 1;
  const a = new Float64Array(size * size);
  const b = new Float64Array(size);
  for (let row = 0; row < design.rows; row++) {
    design.read(row);
    const w = frame.weight?.[row] ?? 1;
    const y = w * frame.target[row]!;
    addOuter(a, design, w);
    for (let i = 0; i < design.count; i++) b[design.places[i]!]! += y * design.values[i]!;
    b[design.width]! += y;
  }
  for (let i = 0; i < design.width; i++) a[i * size + i]! += l2;
  solvePositive(a, b);
  return b;
}
