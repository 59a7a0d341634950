import { logGamma } from "./gamma.ts";

/** P(K > x) of Kolmogorov's limit distribution (Kolmogorov, 1933; Marsaglia, Tsang and Wang, JSS 8(18), 2003). */
export function kolmogorovSurvival(x: number): number {
  if (x <= 0) return 1;
  if (x < 1) {
    // the theta-function form converges fast here
    const factor = Math.sqrt(2 * Math.PI) / x;
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-(k * k * Math.PI * Math.PI) / (8 * x * x));
    return 1 - factor * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 10; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, 2 * sum);
}

/** Above this many rows the limit distribution serves: the sum below has as many terms as rows. */
const exactUpTo = 5_000;

/**
 * P(D_n > d) of the two-sided one-sample Kolmogorov–Smirnov statistic, as `scipy.stats.kstwo.sf(d, n)`.
 *
 * Where n·d² ≥ 2.2 and n ≤ 5,000: twice the one-sided probability, exact to 10 digits there (Miller, JASA 51,
 * 1956; the rule of Simard and L'Ecuyer, JSS 39(11), 2011). Elsewhere the limit distribution with Vrbik's
 * correction (Vrbik, Pioneer Journal of Theoretical and Applied Statistics 15, 2018): within 0.0007 of the
 * exact value for n ≥ 10 where that is above 0.02, within 0.2 % of it in the tail of n > 5,000.
 */
export function kolmogorovSmirnovSurvival(d: number, n: number): number {
  if (d <= 0 || n < 1) return 1;
  if (d >= 1) return 0;
  if (n * d * d >= 370) return 0;
  if (n <= exactUpTo && n * d * d >= 2.2) return Math.min(1, 2 * smirnovSurvival(d, n));
  const root = Math.sqrt(n);
  return kolmogorovSurvival(d * root + 1 / (6 * root) + (d * root - 1) / (4 * n));
}

/** P(D⁺_n > d), one-sided: the sum of Birnbaum and Tingey (Annals of Mathematical Statistics 22, 1951), all terms positive. */
function smirnovSurvival(d: number, n: number): number {
  const logFactorialN = logGamma(n + 1);
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const left = d + j / n;
    const right = 1 - left;
    const choose = logFactorialN - logGamma(j + 1) - logGamma(n - j + 1);
    if (right <= 0) sum += j === n ? Math.exp(choose + (j - 1) * Math.log(left)) : 0;
    else sum += Math.exp(choose + (j - 1) * Math.log(left) + (n - j) * Math.log(right));
  }
  return d * sum;
}
