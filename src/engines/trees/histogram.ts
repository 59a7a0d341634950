/**
 * A histogram holds, for each bin of each feature, two float64 numbers:
 * - the sum of gradients, in whole units (see gradients.ts), and
 * - rows + 2^k × the sum of hessians in whole units, where 2^k exceeds the number of rows of the training.
 * Units are chosen so that no sum exceeds 2^53. So every sum is exact, and the order of adding, and with it the
 * number of threads, cannot change a bit of the model.
 */
export interface HistogramLayout {
  /** First bin of each feature; a feature has its bins and then its missing bin. */
  readonly offset: Int32Array;
  /** Bins of all features together. */
  readonly size: number;
}

export function histogramLayout(bins: readonly number[]): HistogramLayout {
  const offset = new Int32Array(bins.length);
  let size = 0;
  for (const [f, count] of bins.entries()) {
    offset[f] = size;
    size += count + 1;
  }
  return { offset, size };
}

/** Rows to sum: `rows[from … to)` are row numbers; `gradients` interleaves gradient and hessian by row. */
export interface RowRange {
  readonly rows: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly gradients: Float32Array;
  /** 2^k. */
  readonly unit: number;
}

/**
 * Adds the rows to the bins of up to four features which share a word. This is where training spends its time:
 * one kernel for each number of features, so that offsets stay in registers.
 */
export function addWord(
  words: Int32Array,
  base: number,
  range: RowRange,
  out: Float64Array,
  offset: Int32Array,
  first: number,
  features: number,
): void {
  const { rows, from, to, gradients, unit } = range;
  const o0 = offset[first]! * 2;
  const o1 = features > 1 ? offset[first + 1]! * 2 : 0;
  const o2 = features > 2 ? offset[first + 2]! * 2 : 0;
  const o3 = features > 3 ? offset[first + 3]! * 2 : 0;
  if (features === 1) add1(words, base, rows, from, to, gradients, unit, out, o0);
  else if (features === 2) add2(words, base, rows, from, to, gradients, unit, out, o0, o1);
  else if (features === 3) add3(words, base, rows, from, to, gradients, unit, out, o0, o1, o2);
  else add4(words, base, rows, from, to, gradients, unit, out, o0, o1, o2, o3);
}

function add1(
  words: Int32Array,
  base: number,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
  unit: number,
  out: Float64Array,
  o0: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const w = words[base + row]!;
    const g = gradients[2 * row]!;
    const h = gradients[2 * row + 1]! * unit + 1;
    const a = o0 + ((w & 255) << 1);
    out[a]! += g;
    out[a + 1]! += h;
  }
}

function add2(
  words: Int32Array,
  base: number,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
  unit: number,
  out: Float64Array,
  o0: number,
  o1: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const w = words[base + row]!;
    const g = gradients[2 * row]!;
    const h = gradients[2 * row + 1]! * unit + 1;
    const a = o0 + ((w & 255) << 1);
    out[a]! += g;
    out[a + 1]! += h;
    const b = o1 + ((w >>> 7) & 510);
    out[b]! += g;
    out[b + 1]! += h;
  }
}

function add3(
  words: Int32Array,
  base: number,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
  unit: number,
  out: Float64Array,
  o0: number,
  o1: number,
  o2: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const w = words[base + row]!;
    const g = gradients[2 * row]!;
    const h = gradients[2 * row + 1]! * unit + 1;
    const a = o0 + ((w & 255) << 1);
    out[a]! += g;
    out[a + 1]! += h;
    const b = o1 + ((w >>> 7) & 510);
    out[b]! += g;
    out[b + 1]! += h;
    const c = o2 + ((w >>> 15) & 510);
    out[c]! += g;
    out[c + 1]! += h;
  }
}

function add4(
  words: Int32Array,
  base: number,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
  unit: number,
  out: Float64Array,
  o0: number,
  o1: number,
  o2: number,
  o3: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const w = words[base + row]!;
    const g = gradients[2 * row]!;
    const h = gradients[2 * row + 1]! * unit + 1;
    const a = o0 + ((w & 255) << 1);
    out[a]! += g;
    out[a + 1]! += h;
    const b = o1 + ((w >>> 7) & 510);
    out[b]! += g;
    out[b + 1]! += h;
    const c = o2 + ((w >>> 15) & 510);
    out[c]! += g;
    out[c + 1]! += h;
    const d = o3 + ((w >>> 23) & 510);
    out[d]! += g;
    out[d + 1]! += h;
  }
}
