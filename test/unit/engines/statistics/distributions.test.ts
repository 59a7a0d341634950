import assert from "node:assert/strict";
import { test } from "node:test";
import { chiSquareSurvival, normalSurvival } from "../../../../src/engines/statistics/distributions.ts";
import { logGamma } from "../../../../src/engines/statistics/gamma.ts";
import {
  kolmogorovSmirnovSurvival,
  kolmogorovSurvival,
} from "../../../../src/engines/statistics/kolmogorov.ts";

function near(found: number, expected: number, relative: number): void {
  assert.ok(
    Math.abs(found - expected) <= relative * Math.abs(expected),
    `${found} is not within ${relative} of ${expected}`,
  );
}

test("ln Γ is that of scipy.special.gammaln", () => {
  near(logGamma(0.1), 2.252712651734206, 1e-14);
  near(logGamma(1.5), -0.12078223763524526, 1e-13);
  near(logGamma(10.3), 13.482036786138359, 1e-14);
  near(logGamma(500.7), 2609.465866058659, 1e-14);
});

test("the χ² tail is that of scipy.stats.chi2.sf, far out too", () => {
  near(chiSquareSurvival(22.1719572013, 3), 6.007170284297226e-5, 1e-12);
  near(chiSquareSurvival(0.5, 1), 0.47950012218695337, 1e-12);
  near(chiSquareSurvival(9, 9), 0.43727418891386693, 1e-12);
  near(chiSquareSurvival(300, 250), 0.016518273157868715, 1e-11);
  near(chiSquareSurvival(1e-3, 4), 0.9999998750416589, 1e-14);
  near(chiSquareSurvival(1200, 9), 1.2126417776311672e-252, 1e-11);
  assert.equal(chiSquareSurvival(1e9, 3), 0);
  assert.equal(chiSquareSurvival(5, 0), 1);
});

test("the normal tail is that of scipy.stats.norm.sf", () => {
  assert.equal(normalSurvival(0), 0.5);
  near(normalSurvival(1.959963984540054), 0.025, 1e-12);
  near(normalSurvival(-1.5), 0.9331927987311419, 1e-13);
  near(normalSurvival(8), 6.22096057427174e-16, 1e-11);
  near(normalSurvival(30), 4.906713927147908e-198, 1e-11);
});

test("Kolmogorov's limit is that of scipy.special.kolmogorov", () => {
  near(kolmogorovSurvival(0.3), 0.9999906941986655, 1e-12);
  near(kolmogorovSurvival(0.9), 0.3927307079406543, 1e-12);
  near(kolmogorovSurvival(1), 0.26999967167735456, 1e-12);
  near(kolmogorovSurvival(1.2), 0.11224966667072497, 1e-12);
  near(kolmogorovSurvival(2.5), 7.453306344157342e-6, 1e-12);
});

test("the finite-sample distribution is that of scipy.stats.kstwo.sf within what its comment states", () => {
  near(kolmogorovSmirnovSurvival(0.102, 444), 0.00017855044873497285, 1e-10);
  near(kolmogorovSmirnovSurvival(0.3, 444), 6.186899973276533e-36, 1e-10);
  near(kolmogorovSmirnovSurvival(0.05, 2_000), 8.74309579589503e-5, 1e-10);
  near(kolmogorovSmirnovSurvival(0.05, 5_000), 2.6523052328711187e-11, 1e-9);
  near(kolmogorovSmirnovSurvival(0.01, 100_000), 4.093278023549254e-9, 2e-3);
  near(kolmogorovSmirnovSurvival(0.01, 250_000), 3.827782382946494e-22, 2e-3);
  for (const [n, d, expected] of [
    [10, 0.3, 0.27053557479999946],
    [50, 0.15, 0.19026366518248072],
    [444, 0.05, 0.2098273855660896],
  ] as const) {
    assert.ok(Math.abs(kolmogorovSmirnovSurvival(d, n) - expected) < 7e-4);
  }
});
