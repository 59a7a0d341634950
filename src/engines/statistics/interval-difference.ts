import { normalSurvival } from "./distributions.ts";

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** b − a with its 95 % interval, and how likely a difference that large is when there is none (two-sided). */
export interface Difference extends Estimate {
  readonly pValue: number;
}

/** 97.5 % point of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * The difference b − a of two estimates of which only the 95 % intervals are known: the square-and-add limits of Zou
 * and Donner (Statistics in Medicine 27, 2008), which are Newcombe's (1998, method 10) when both are Wilson intervals.
 * It takes the two as independent. Measured on the same rows they rise and fall together, and the true interval is
 * narrower: then it errs to the careful side. The p-value is below 0.05 exactly when the interval leaves out 0.
 */
export function intervalDifference(a: Estimate, b: Estimate): Difference {
  const value = b.value - a.value;
  const below = Math.hypot(b.value - b.low, a.high - a.value);
  const above = Math.hypot(b.high - b.value, a.value - a.low);
  const standardError = (value >= 0 ? below : above) / Z95;
  const z = Math.abs(value) / standardError;
  const pValue = value === 0 ? 1 : standardError === 0 ? 0 : 2 * normalSurvival(z);
  return { value, low: value - below, high: value + above, pValue };
}
