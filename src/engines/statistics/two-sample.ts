import { chiSquareSurvival } from "./distributions.ts";
import { kolmogorovSmirnovSurvival } from "./kolmogorov.ts";

/** What a test measured and how likely that much is when nothing changed. */
export interface TestResult {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov–Smirnov test of two histograms over the same ordered bins: the largest distance of the
 * cumulative shares. Of binned values it can only be smaller than that of the values themselves, so the p-value
 * errs to the careful side. Asymptotic p-value by `round(m·n / (m + n))`, as scipy's `ks_2samp(mode="asymp")`.
 */
export function ksOfCounts(reference: readonly number[], current: readonly number[]): TestResult {
  const m = total(reference);
  const n = total(current);
  if (m === 0 || n === 0) return { statistic: 0, pValue: 1 };
  let a = 0;
  let b = 0;
  let distance = 0;
  for (let bin = 0; bin < Math.max(reference.length, current.length); bin++) {
    a += (reference[bin] ?? 0) / m;
    b += (current[bin] ?? 0) / n;
    distance = Math.max(distance, Math.abs(a - b));
  }
  return ksResult(distance, m, n);
}

/** Two-sample Kolmogorov–Smirnov test of raw values, in any order; neither may hold NaN. Not changed. */
export function ksOfSamples(reference: ArrayLike<number>, current: ArrayLike<number>): TestResult {
  const a = Float64Array.from(reference).sort();
  const b = Float64Array.from(current).sort();
  if (a.length === 0 || b.length === 0) return { statistic: 0, pValue: 1 };
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return ksResult(distance, a.length, b.length);
}

function ksResult(distance: number, m: number, n: number): TestResult {
  const effective = Math.max(1, Math.round((m * n) / (m + n)));
  return { statistic: distance, pValue: kolmogorovSmirnovSurvival(distance, effective) };
}

/**
 * Pearson's χ² test of independence of a 2 × k table of counts, without continuity correction; categories that
 * neither row has are left out. As scipy's `chi2_contingency(correction=False)`.
 */
export function chiSquareOfCounts(
  reference: readonly number[],
  current: readonly number[],
): TestResult & { readonly degrees: number } {
  const m = total(reference);
  const n = total(current);
  if (m === 0 || n === 0) return { statistic: 0, pValue: 1, degrees: 0 };
  let statistic = 0;
  let present = 0;
  for (let cell = 0; cell < Math.max(reference.length, current.length); cell++) {
    const a = reference[cell] ?? 0;
    const b = current[cell] ?? 0;
    if (a + b === 0) continue;
    present++;
    const expectedA = ((a + b) * m) / (m + n);
    const expectedB = ((a + b) * n) / (m + n);
    statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  }
  const degrees = Math.max(0, present - 1);
  return { statistic, pValue: chiSquareSurvival(statistic, degrees), degrees };
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
