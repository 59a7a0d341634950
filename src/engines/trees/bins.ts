import type { FeatureColumn } from "../learning.ts";
import { sharedInt32 } from "./memory.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";

/** Most bins a feature has for values; one more byte value is left for missing. */
export const MAX_BINS = 255;
/** Quantiles are taken of at most this many rows, evenly spread (scikit-learn takes 200,000 at random). */
const SAMPLE_ROWS = 200_000;

/** How one feature's values become bins 0 … bins − 1; the missing bin is number `bins`. */
export type FeatureBins =
  | {
      readonly kind: "numeric";
      readonly bins: number;
      /** Rising, bins − 1 of them: a value is in the first bin i with `x <= edges[i]`, else in the last. */
      readonly edges: Float32Array;
    }
  | {
      readonly kind: "categorical";
      readonly bins: number;
      readonly categories: number;
      /** Bin of each category. One that training never saw is missing; the rarest ones may share the last bin. */
      readonly binOf: Uint8Array;
    };

/**
 * Rows as bins. Four features share a 32-bit word, so that one load brings four bins: the bin of feature f of
 * row r is byte f % 4 (the lowest first) of `words[(f >> 2) * rows + r]`.
 */
export interface BinnedRows {
  readonly rows: number;
  readonly words: Int32Array;
}

/** Room for the bins of a frame, in shared memory: `binColumn` fills it, feature by feature, from any thread. */
export function emptyRows(rows: number, features: number): BinnedRows {
  return { rows, words: sharedInt32(Math.ceil(features / 4) * rows) };
}

export function fitBins(column: FeatureColumn): FeatureBins {
  return column.kind === "numeric" ? numericBins(column.values) : categoricalBins(column);
}

function numericBins(values: Float32Array): FeatureBins {
  const step = Math.max(1, values.length / SAMPLE_ROWS);
  const sample = new Float32Array(Math.ceil(values.length / step));
  let size = 0;
  for (let i = 0; i < sample.length; i++) {
    const x = values[Math.floor(i * step)]!;
    if (x === x) sample[size++] = x;
  }
  const sorted = sample.subarray(0, size).sort();
  const distinct: number[] = [];
  for (let i = 0; i < size && distinct.length <= MAX_BINS; i++) {
    if (i === 0 || sorted[i]! > sorted[i - 1]!) distinct.push(sorted[i]!);
  }
  const edges: number[] = [];
  if (distinct.length <= MAX_BINS) {
    for (let i = 1; i < distinct.length; i++) edges.push(between(distinct[i - 1]!, distinct[i]!));
  } else {
    for (let i = 1; i < MAX_BINS; i++) {
      const at = Math.floor((size * i) / MAX_BINS);
      let above = at;
      while (above < size && sorted[above]! <= sorted[at - 1]!) above++;
      if (above === size) break;
      const edge = between(sorted[above - 1]!, sorted[above]!);
      if (edges.length === 0 || edge > edges[edges.length - 1]!) edges.push(edge);
    }
  }
  return { kind: "numeric", bins: edges.length + 1, edges: Float32Array.from(edges) };
}

/** A float32 t with low <= t < high, in the middle when there is one. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}

function categoricalBins(column: FeatureColumn & { kind: "categorical" }): FeatureBins {
  const { codes, categories } = column;
  const counts = new Uint32Array(categories);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= categories || code < -1) {
      throw fail("learning/bad-category", { column: column.name, row, value: code, categories });
    }
    if (code >= 0) counts[code]!++;
  }
  const seen = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  seen.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const bins = Math.min(seen.length, MAX_BINS);
  const binOf = new Uint8Array(categories).fill(bins);
  for (const [place, code] of seen.entries()) binOf[code] = Math.min(place, bins - 1);
  return { kind: "categorical", bins, categories, binOf };
}

/** Writes the bins of column number `f`. Bytes are written, not words: other threads write the same words. */
export function binColumn(column: FeatureColumn, bins: FeatureBins, f: number, out: BinnedRows): void {
  const { rows } = out;
  const bytes = new Uint8Array(out.words.buffer, (f >> 2) * rows * 4, rows * 4);
  const at = f & 3;
  if (column.kind === "numeric" && bins.kind === "numeric") {
    const { values } = column;
    const toBin = binner(bins.edges);
    for (let row = 0; row < rows; row++) bytes[row * 4 + at] = toBin(values[row]!);
  } else if (column.kind === "categorical" && bins.kind === "categorical") {
    const { codes } = column;
    const { binOf } = bins;
    for (let row = 0; row < rows; row++) {
      const code = codes[row]!;
      bytes[row * 4 + at] = code >= 0 && code < binOf.length ? binOf[code]! : bins.bins;
    }
  }
}

/** The function from a value to its bin: a binary search over the edges, padded to a power of two. */
export function binner(edges: Float32Array): (x: number) => number {
  const missing = edges.length + 1;
  let half = 1;
  while (half * 2 <= edges.length) half *= 2;
  const size = half * 2;
  const padded = new Float32Array(size).fill(Infinity);
  padded.set(edges);
  return (value) => {
    const x = Math.fround(value);
    if (x !== x) return missing;
    let bin = 0;
    for (let step = half; step > 0; step >>= 1) if (x > padded[bin + step - 1]!) bin += step;
    return bin < missing ? bin : missing - 1;
  };
}
