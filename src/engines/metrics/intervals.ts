import type { Measured } from "../../contract/records/models.ts";

/** 97.5 % point of the standard normal distribution: every interval of this folder is a 95 % one. */
export const Z95 = 1.959963984540054;

/** A value whose standard error is known: value ± 1.96 se, kept within [least, most]. */
export function normalInterval(
  value: number,
  standardError: number,
  rows: number,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): Measured {
  if (!Number.isFinite(standardError)) return { value, low: null, high: null, rows };
  const half = Z95 * standardError;
  return { value, low: Math.max(least, value - half), high: Math.min(most, value + half), rows };
}

/** A proportion of `rows` rows with Wilson's score interval (Wilson, JASA 22, 1927). Null without rows. */
export function proportion(successes: number, rows: number): Measured | null {
  if (rows === 0) return null;
  const value = successes / rows;
  const z2 = Z95 * Z95;
  const centre = (value + z2 / (2 * rows)) / (1 + z2 / rows);
  const half = (Z95 / (1 + z2 / rows)) * Math.sqrt((value * (1 - value)) / rows + z2 / (4 * rows * rows));
  // at 0 and 1 the bound is exact; rounding must not push it past the value
  return {
    value,
    low: Math.max(0, Math.min(value, centre - half)),
    high: Math.min(1, Math.max(value, centre + half)),
    rows,
  };
}

/** Mean and its standard error, in one stable pass (Welford). */
export class RunningMean {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#mean;
  }

  /** Sample variance (divisor n − 1); NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** NaN below two values. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#count);
  }
}

/** Unweighted mean of per-class values; the half-widths are averaged too, which bounds the true one from above. */
export function macro(parts: readonly (Measured | null)[], rows: number): Measured | null {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 || known.length < parts.length) return null;
  const mean = (pick: (part: Measured) => number) =>
    known.reduce((sum, part) => sum + pick(part), 0) / known.length;
  const bounded = known.every((part) => part.low !== null && part.high !== null);
  return {
    value: mean((part) => part.value),
    low: bounded ? mean((part) => part.low ?? part.value) : null,
    high: bounded ? mean((part) => part.high ?? part.value) : null,
    rows,
  };
}
