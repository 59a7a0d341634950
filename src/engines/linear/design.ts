import type { TrainingFrame } from "../learning.ts";

/**
 * The rows as a linear model sees them: numeric columns standardised, categorical ones one-hot. A row has at
 * most one value other than 0 per feature, so it is written as pairs of place and value.
 */
export class Design {
  readonly rows: number;
  /** Weights of one output, without the intercept. */
  readonly width: number;
  /** As in LinearModel. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly offset: Int32Array;
  /** Pairs of the row last read; `count` of them. */
  readonly places: Int32Array;
  readonly values: Float64Array;
  count = 0;
  readonly #frame: TrainingFrame;

  constructor(frame: TrainingFrame) {
    const { features } = frame;
    this.#frame = frame;
    this.rows = frame.rows;
    this.mean = new Float64Array(features.length);
    this.scale = new Float64Array(features.length).fill(1);
    this.offset = new Int32Array(features.length);
    this.places = new Int32Array(features.length);
    this.values = new Float64Array(features.length);
    let width = 0;
    for (const [f, column] of features.entries()) {
      this.offset[f] = width;
      width += column.kind === "numeric" ? 1 : column.categories;
      if (column.kind === "numeric") {
        const { mean, deviation } = spread(column.values, frame.weight);
        this.mean[f] = mean;
        this.scale[f] = deviation;
      }
    }
    this.width = width;
  }

  /** Reads a row into `places` and `values`. Missing and infinite numbers count as the mean, which is 0. */
  read(row: number): void {
    let count = 0;
    const { features } = this.#frame;
    for (let f = 0; f < features.length; f++) {
      const column = features[f]!;
      if (column.kind === "numeric") {
        const x = (column.values[row]! - this.mean[f]!) / this.scale[f]!;
        if (x - x !== 0) continue;
        this.places[count] = this.offset[f]!;
        this.values[count++] = x;
      } else {
        const code = column.codes[row]!;
        if (code < 0 || code >= column.categories) continue;
        this.places[count] = this.offset[f]! + code;
        this.values[count++] = 1;
      }
    }
    this.count = count;
  }

  /** Weights of one output, from `at` on, times the row last read. */
  dot(weights: Float64Array, at: number): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += weights[at + this.places[i]!]! * this.values[i]!;
    return sum;
  }
}

/** Weighted mean and population standard deviation of the finite values; 1 when they do not differ. */
function spread(
  values: Float32Array,
  weight: Float32Array | undefined,
): { readonly mean: number; readonly deviation: number } {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) continue;
    const w = weight?.[row] ?? 1;
    total += w;
    sum += w * values[row]!;
  }
  const mean = total > 0 ? sum / total : 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) squares += (weight?.[row] ?? 1) * (values[row]! - mean) ** 2;
  }
  const deviation = total > 0 ? Math.sqrt(squares / total) : 0;
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}
