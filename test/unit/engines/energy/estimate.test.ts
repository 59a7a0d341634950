import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateEnergy, twoFigures } from "../../../../src/engines/energy/estimate.ts";

test("without a meter: processor seconds × 4 W per thread ± 40 %", () => {
  // 900 s × 4 W = 3,600 J = 1 Wh; by hand from reference/governance.md §7
  const energy = estimateEnergy({ cpuSeconds: 900, wallSeconds: 450, cores: 2, region: "DEU" });
  assert.equal(energy.method, "cpu-time-times-tdp");
  assert.deepEqual([energy.lowWh, energy.midWh, energy.highWh], [0.6, 1, 1.4]);
  assert.deepEqual([energy.lowGrams, energy.highGrams], [0.23, 0.53]); // 0.2286 and 0.5334 g at 381 g/kWh
});

test("with a counter: from the share of processor time to the whole package", () => {
  // 7,200 J = 2 Wh; the work used 100 of 4 × 100 processor seconds
  const energy = estimateEnergy({
    cpuSeconds: 100,
    wallSeconds: 100,
    cores: 4,
    raplJoules: 7_200,
    region: "BRA",
  });
  assert.equal(energy.method, "rapl");
  assert.deepEqual([energy.lowWh, energy.highWh], [0.5, 2]);
  assert.equal(energy.highGrams, 0.2); // 2 Wh at 98 g/kWh = 0.196 g
});

test("never more than two significant figures", () => {
  assert.equal(twoFigures(0.0123456), 0.012);
  assert.equal(twoFigures(12_345), 12_000);
  assert.equal(twoFigures(0), 0);
});
