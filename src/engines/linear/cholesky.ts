import { fail } from "../../kernel/errors/prumo-error.ts";

/** A pivot below this share of its diagonal is 0 but for rounding. */
const SINGULAR = 1e-12;

/**
 * Solves A x = b for a symmetric positive definite A, of which the lower triangle is given, row-major
 * [size × size], by Cholesky's decomposition. Overwrites both; `b` becomes x. Throws `learning/singular`.
 */
export function solvePositive(a: Float64Array, b: Float64Array): void {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    const own = i * size;
    const before = a[own + i]!;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = a[own + j]!;
      for (let k = 0; k < j; k++) sum -= a[own + k]! * a[other + k]!;
      if (j < i) a[own + j] = sum / a[other + j]!;
      else if (sum > SINGULAR * before) a[own + i] = Math.sqrt(sum);
      else throw fail("learning/singular", {});
    }
  }
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * size + k]! * b[k]!;
    b[i] = sum / a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < size; k++) sum -= a[k * size + i]! * b[k]!;
    b[i] = sum / a[i * size + i]!;
  }
}
