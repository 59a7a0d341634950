import { chiSquareSurvival } from "../statistics/distributions.ts";
import { total } from "../statistics/two-sample.ts";

/** A share that an empty cell is given, so that the logarithm exists. */
const emptyShare = 1e-4;

/**
 * Population stability index of two histograms over the same cells: Σ (cᵢ − rᵢ) · ln(cᵢ / rᵢ) over shares.
 *
 * Zero cells, as Evidently does it: a cell that one side lacks gets 0.0001, or a millionth of that side's
 * smallest share when that is 0.0001 or less. Cells which both sides lack say nothing.
 */
export function populationStabilityIndex(reference: readonly number[], current: readonly number[]): number {
  if (total(reference) === 0 || total(current) === 0) return 0;
  const r = filledShares(reference);
  const c = filledShares(current);
  let sum = 0;
  for (let cell = 0; cell < Math.max(r.length, c.length); cell++) {
    if ((reference[cell] ?? 0) === 0 && (current[cell] ?? 0) === 0) continue;
    const a = r[cell] ?? emptyShare;
    const b = c[cell] ?? emptyShare;
    sum += (b - a) * Math.log(b / a);
  }
  return sum;
}

function filledShares(counts: readonly number[]): number[] {
  const all = shares(counts);
  const smallest = Math.min(...all.filter((share) => share > 0));
  const fill = smallest <= emptyShare ? smallest / 1e6 : emptyShare;
  return all.map((share) => (share === 0 ? fill : share));
}

export function shares(counts: readonly number[]): number[] {
  const sum = total(counts);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

/**
 * How likely an index at least this large is when nothing changed: PSI / (1/n + 1/m) is then about χ² with
 * one degree of freedom fewer than cells (Yurdakul, 2018, theorem 3.1). So an index of 0.1 is nothing among
 * 100 rows and a great deal among 100,000.
 */
export function psiPValue(
  psi: number,
  of: { readonly referenceRows: number; readonly currentRows: number; readonly cells: number },
): number {
  if (of.referenceRows === 0 || of.currentRows === 0) return 1;
  return chiSquareSurvival(psi / (1 / of.referenceRows + 1 / of.currentRows), of.cells - 1);
}
