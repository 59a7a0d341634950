/** Pairs of steps and gradient changes that are remembered. */
const MEMORY = 20;
const MAX_STEPS = 2_000;
/** Sufficient decrease (Armijo). */
const DECREASE = 1e-4;
const ROUNDING = 1e-13;

/** A smooth function: its value at x; the gradient is written to `gradient`. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

/**
 * Minimises a convex function by L-BFGS (Liu and Nocedal, 1989) with backtracking, until no part of the
 * gradient exceeds `tolerance` or rounding stops all progress. Returns the minimiser.
 */
export function minimise(f: Smooth, start: Float64Array, tolerance: number): Float64Array {
  let x = start;
  let g = new Float64Array(x.length);
  let value = f(x, g);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[] = [];
  for (let step = 0; step < MAX_STEPS && largest(g) > tolerance; step++) {
    const direction = descent(g, pairs);
    const slope = dot(direction, g);
    let share = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(g, g))) : 1;
    const nextG = new Float64Array(x.length);
    let next = x;
    let nextValue = Infinity;
    for (; share > 1e-12; share /= 2) {
      next = x.map((at, i) => at + share * direction[i]!);
      nextValue = f(next, nextG);
      if (nextValue <= value + DECREASE * share * slope) break;
      // near the minimum values differ by less than rounding: the slope tells (Hager and Zhang, 2005)
      const isLevel = nextValue <= value + ROUNDING * Math.abs(value);
      if (isLevel && dot(nextG, direction) <= (2 * DECREASE - 1) * slope) break;
    }
    if (share <= 1e-12) {
      return x;
    }
    const s = next.map((at, i) => at - x[i]!);
    const y = nextG.map((at, i) => at - g[i]!);
    const sy = dot(s, y);
    if (sy > 0) pairs.push({ s, y, sy });
    if (pairs.length > MEMORY) pairs.shift();
    x = next;
    g = nextG;
    value = nextValue;
  }
  return x;
}

/** The two-loop recursion: −H g. */
function descent(
  g: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly sy: number }[],
): Float64Array {
  const q = g.map((at) => -at);
  const alphas: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, sy } = pairs[i]!;
    const alpha = dot(s, q) / sy;
    alphas[i] = alpha;
    for (let j = 0; j < q.length; j++) q[j]! -= alpha * y[j]!;
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = last.sy / dot(last.y, last.y);
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  for (const [i, { s, y, sy }] of pairs.entries()) {
    const beta = dot(y, q) / sy;
    for (let j = 0; j < q.length; j++) q[j]! += (alphas[i]! - beta) * s[j]!;
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(a: Float64Array): number {
  let max = 0;
  for (const one of a) max = Math.max(max, Math.abs(one));
  return max;
}
