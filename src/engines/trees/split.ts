import type { Units } from "./objective.ts";

/** The best split of one feature at one node: STRIDE numbers each, in a shared array. */
export const STRIDE = 5;
export const GAIN = 0;
/** Numeric: rows in bins up to this one go left. */
export const BIN = 1;
export const MISSING_LEFT = 2;
export const LEFT_GRADIENT = 3;
/** Rows and hessian, packed as in a histogram. */
export const LEFT_PACKED = 4;
/** Words of a set of bins, for categorical splits. */
export const SET_WORDS = 8;

/** A category needs this many rows at the node to be ordered, and its mean is drawn to 0 by as many (scikit-learn). */
const CATEGORY_SUPPORT = 10;
/** Least sum of hessians of a child (scikit-learn). */
const MIN_HESSIAN = 1e-3;
/** A gain below this share of the node's own score is rounding. */
const NOISE = 1e-10;

export interface SplitRules {
  readonly minRows: number;
  readonly l2: number;
  readonly units: Units;
}

/** Where to read and write: bins of one feature in a histogram, and the place of its record. */
export interface SplitPlace {
  readonly histogram: Float64Array;
  /** First bin. */
  readonly offset: number;
  readonly bins: number;
  readonly out: Float64Array;
  readonly sets: Int32Array;
  /** Number of the record in `out` and `sets`. */
  readonly record: number;
}

/** Scores one way to divide a node; keeps the best. */
class Divider {
  readonly #rules: SplitRules;
  readonly #invCount: number;
  readonly #g: number;
  readonly #rows: number;
  readonly #hessian: number;
  readonly #own: number;
  gain: number;
  bin = 0;
  isMissingLeft = false;
  leftGradient = 0;
  leftPacked = 0;

  constructor(rules: SplitRules, g: number, packed: number) {
    const { units, l2 } = rules;
    this.#rules = rules;
    this.#invCount = 1 / units.count;
    this.#g = g;
    const h = Math.floor(packed * this.#invCount);
    this.#rows = packed - h * units.count;
    this.#hessian = h;
    const gradient = g * units.gradient;
    this.#own = (gradient * gradient) / (h * units.hessian + l2 + Number.MIN_VALUE);
    this.gain = NOISE * this.#own;
  }

  get found(): boolean {
    return this.leftPacked > 0;
  }

  /** False when the right side has too few rows, which further rows on the left cannot mend. */
  offer(g: number, packed: number, bin: number, isMissingLeft: boolean): boolean {
    const { minRows, l2, units } = this.#rules;
    const h = Math.floor(packed * this.#invCount);
    const rows = packed - h * units.count;
    if (rows < minRows) return true;
    if (this.#rows - rows < minRows) return false;
    const leftH = h * units.hessian;
    const rightH = (this.#hessian - h) * units.hessian;
    if (leftH < MIN_HESSIAN || rightH < MIN_HESSIAN) return true;
    const leftG = g * units.gradient;
    const rightG = (this.#g - g) * units.gradient;
    const gain = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2) - this.#own;
    if (gain > this.gain) {
      this.gain = gain;
      this.bin = bin;
      this.isMissingLeft = isMissingLeft;
      this.leftGradient = g;
      this.leftPacked = packed;
    }
    return true;
  }

  /** Whether most of the node's rows go left: where a missing value goes that the node never saw. */
  get isLeftLarger(): boolean {
    const h = Math.floor(this.leftPacked * this.#invCount);
    return 2 * (this.leftPacked - h * this.#rules.units.count) > this.#rows;
  }

  write(out: Float64Array, record: number): void {
    const at = record * STRIDE;
    out[at + GAIN] = this.found ? this.gain : 0;
    out[at + BIN] = this.bin;
    out[at + MISSING_LEFT] = this.isMissingLeft ? 1 : 0;
    out[at + LEFT_GRADIENT] = this.leftGradient;
    out[at + LEFT_PACKED] = this.leftPacked;
  }
}

/** Best threshold, with missing values on either side. `g` and `packed` are the node's sums. */
export function splitNumeric(place: SplitPlace, rules: SplitRules, g: number, packed: number): void {
  const { histogram, offset, bins } = place;
  const divider = new Divider(rules, g, packed);
  const missingG = histogram[2 * (offset + bins)]!;
  const missingPacked = histogram[2 * (offset + bins) + 1]!;
  const hasMissing = missingPacked > 0;
  // missing right; the last candidate, when there is missing, divides it from all values
  scan(divider, place, 0, 0, hasMissing ? bins : bins - 1, false);
  if (hasMissing) scan(divider, place, missingG, missingPacked, bins - 1, true);
  else divider.isMissingLeft = divider.isLeftLarger;
  divider.write(place.out, place.record);
}

function scan(
  divider: Divider,
  place: SplitPlace,
  startG: number,
  startPacked: number,
  last: number,
  isMissingLeft: boolean,
): void {
  const { histogram, offset } = place;
  let g = startG;
  let packed = startPacked;
  for (let bin = 0; bin < last; bin++) {
    const more = histogram[2 * (offset + bin) + 1]!;
    if (more === 0) continue;
    g += histogram[2 * (offset + bin)]!;
    packed += more;
    if (!divider.offer(g, packed, bin, isMissingLeft)) return;
  }
}

/** Scratch of `splitCategorical`, one per thread. */
export const categoryScratch = () => new Float64Array(256);

/**
 * Best set of categories: those with enough rows are ordered by gradient over hessian, and each end of that
 * order is tried as the left side, up to its middle (Fisher 1958; as LightGBM and scikit-learn do). The others
 * go right. Missing is one more category.
 */
export function splitCategorical(
  place: SplitPlace,
  rules: SplitRules,
  g: number,
  packed: number,
  scratch: Float64Array,
): void {
  const { histogram, offset, bins, record } = place;
  const { units } = rules;
  const divider = new Divider(rules, g, packed);
  let used = 0;
  // |gradient / (hessian + support)| is at most this: keys of 40 bits, and the bin in 8 more
  const scale = 2 ** 40 / ((units.gradient * 2 ** 24 * units.count) / CATEGORY_SUPPORT);
  for (let bin = 0; bin <= bins; bin++) {
    const both = histogram[2 * (offset + bin) + 1]!;
    const h = Math.floor(both / units.count);
    if (both - h * units.count < CATEGORY_SUPPORT) continue;
    const mean = (histogram[2 * (offset + bin)]! * units.gradient) / (h * units.hessian + CATEGORY_SUPPORT);
    scratch[used++] = Math.floor(mean * scale) * 256 + bin;
  }
  const order = scratch.subarray(0, used).sort();
  const middle = Math.floor((used + 1) / 2);
  let isFromEnd = false;
  for (const fromEnd of used < 2 ? [] : [false, true]) {
    let leftG = 0;
    let leftPacked = 0;
    const before = divider.gain;
    for (let i = 0; i < middle; i++) {
      const bin = binOf(order[fromEnd ? used - 1 - i : i]!);
      leftG += histogram[2 * (offset + bin)]!;
      leftPacked += histogram[2 * (offset + bin) + 1]!;
      if (!divider.offer(leftG, leftPacked, i, false)) break;
    }
    if (divider.gain > before) isFromEnd = fromEnd;
  }
  const set = place.sets.subarray(record * SET_WORDS, (record + 1) * SET_WORDS).fill(0);
  if (divider.found) {
    for (let i = 0; i <= divider.bin; i++) {
      const bin = binOf(order[isFromEnd ? used - 1 - i : i]!);
      set[bin >> 5]! |= 1 << (bin & 31);
    }
    const hasMissing = histogram[2 * (offset + bins) + 1]! > 0;
    divider.isMissingLeft = hasMissing ? hasBit(set, bins) : divider.isLeftLarger;
  }
  divider.write(place.out, record);
}

const binOf = (key: number): number => key - Math.floor(key / 256) * 256;

export function hasBit(set: Int32Array, bit: number): boolean {
  return ((set[bit >> 5]! >>> (bit & 31)) & 1) === 1;
}
