import { exp } from "./sigmoid.ts";

/** Rows whose losses are added up on their own: fixed, so that the sum does not depend on threads. */
export const BLOCK = 2_048;

/** Rows with their scores so far, in shared memory. */
export interface ScoredRows {
  readonly rows: number;
  /** Class, or standardised value. */
  readonly target: Float32Array;
  readonly weight: Float32Array | null;
  readonly totalWeight: number;
  /** outputs × rows. */
  readonly scores: Float32Array;
  /** Of one block each: sum of weighted losses; largest gradient. */
  readonly blockLoss: Float64Array;
  readonly blockMax: Float64Array;
  /** log Σ exp(score) of each row, for softmax only. */
  readonly logSum: Float64Array;
}

/** How gradients become whole numbers; see histogram.ts. */
export interface Units {
  /** 2^k, more than there are rows. */
  readonly count: number;
  /** Hessian of one whole unit. */
  readonly hessian: number;
  /** Gradient of one whole unit. */
  gradient: number;
}

/** Whole units of a gradient: as many as float32 holds exactly. */
const GRADIENT_UNITS = 2 ** 24;

export function unitsFor(rows: number, maxHessian: number, maxGradient: number): Units {
  const k = Math.floor(Math.log2(rows)) + 1;
  const hessianUnits = 2 ** Math.min(24, 53 - 2 * k);
  return {
    count: 2 ** k,
    hessian: powerAbove(maxHessian) / hessianUnits,
    gradient: powerAbove(maxGradient) / GRADIENT_UNITS,
  };
}

/** The least power of two that is not below x; 1 for 0. */
export function powerAbove(x: number): number {
  return x > 0 ? 2 ** Math.ceil(Math.log2(x)) : 1;
}

/**
 * A number in [0, 1) that differs from row to row, evenly over any run of rows. Hessians are rounded up as
 * often as it says: so their sums stay true even where rounding to nearest would make each of them 0.
 */
const dither = (row: number): number => (Math.imul(row, 0x9e3779b1) >>> 0) / 4_294_967_296;

/** Log loss of rows [from, to) of a binary target; writes their gradients when `gradients` is given. */
export function logistic(
  data: ScoredRows,
  from: number,
  to: number,
  gradients: Float32Array | null,
  units: Units,
): number {
  const { target, weight, scores } = data;
  const g = 1 / units.gradient;
  const h = 1 / units.hessian;
  let loss = 0;
  let product = 1;
  for (let row = from; row < to; row++) {
    const p = 1 / (1 + exp(-scores[row]!));
    const y = target[row]!;
    const w = weight === null ? 1 : weight[row]!;
    const chance = y === 1 ? p : 1 - p;
    if (weight !== null) loss -= w * Math.log(chance + 1e-300);
    else if ((row & 7) === 7) {
      // eight chances share one logarithm
      loss -= Math.log(product * chance + 1e-300);
      product = 1;
    } else product *= chance;
    if (gradients !== null) {
      gradients[2 * row] = Math.floor((p - y) * w * g + 0.5);
      gradients[2 * row + 1] = Math.floor(p * (1 - p) * w * h + dither(row));
    }
  }
  return loss - Math.log(product);
}

/** Half the squared error of rows [from, to); the largest gradient goes to `blockMax`. */
export function squaredLoss(data: ScoredRows, from: number, to: number): number {
  const { target, weight, scores } = data;
  let loss = 0;
  let max = 0;
  for (let row = from; row < to; row++) {
    const w = weight === null ? 1 : weight[row]!;
    const off = scores[row]! - target[row]!;
    const size = off < 0 ? -off * w : off * w;
    if (size > max) max = size;
    loss += w * off * off;
  }
  data.blockMax[Math.floor(from / BLOCK)] = max;
  return loss / 2;
}

export function squaredGradients(
  data: ScoredRows,
  from: number,
  to: number,
  gradients: Float32Array,
  units: Units,
): void {
  const { target, weight, scores } = data;
  const g = 1 / units.gradient;
  const h = 1 / units.hessian;
  for (let row = from; row < to; row++) {
    const w = weight === null ? 1 : weight[row]!;
    gradients[2 * row] = Math.floor((scores[row]! - target[row]!) * w * g + 0.5);
    gradients[2 * row + 1] = Math.floor(w * h + dither(row));
  }
}

/** Log loss of rows [from, to) of a multiclass target; keeps log Σ exp(score) for the gradients. */
export function softmaxLoss(data: ScoredRows, classes: number, from: number, to: number): number {
  const { rows, target, weight, scores, logSum } = data;
  let loss = 0;
  for (let row = from; row < to; row++) {
    let top = scores[row]!;
    for (let k = 1; k < classes; k++) top = Math.max(top, scores[k * rows + row]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += exp(scores[k * rows + row]! - top);
    const total = top + Math.log(sum);
    logSum[row] = total;
    loss += (weight === null ? 1 : weight[row]!) * (total - scores[target[row]! * rows + row]!);
  }
  return loss;
}

/** Gradients of class k, whose scores no tree may have changed since `softmaxLoss`. */
export function softmaxGradients(
  data: ScoredRows,
  k: number,
  from: number,
  to: number,
  gradients: Float32Array,
  units: Units,
): void {
  const { rows, target, weight, scores, logSum } = data;
  const g = 1 / units.gradient;
  const h = 1 / units.hessian;
  for (let row = from; row < to; row++) {
    const w = weight === null ? 1 : weight[row]!;
    const p = exp(scores[k * rows + row]! - logSum[row]!);
    const off = k === target[row]! ? p - 1 : p;
    gradients[2 * row] = Math.floor(off * w * g + 0.5);
    gradients[2 * row + 1] = Math.floor(Math.max(0, p * (1 - p)) * w * h + dither(row));
  }
}
