import { gammaQ } from "./gamma.ts";

/** P(X > x) of a χ² distribution with `degrees` degrees of freedom: Q(degrees / 2, x / 2). */
export function chiSquareSurvival(x: number, degrees: number): number {
  return degrees <= 0 ? 1 : gammaQ(degrees / 2, x / 2);
}

/** P(Z > z) of the standard normal distribution; exact in the far tail too. */
export function normalSurvival(z: number): number {
  const half = gammaQ(0.5, (z * z) / 2) / 2;
  return z >= 0 ? half : 1 - half;
}
