import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom, xoshiro128 } from "../../../src/kernel/random.ts";

test("xoshiro128** gives what the authors' C code gives from the state 1, 2, 3, 4", () => {
  // xoshiro128starstar.c 1.1 of prng.di.unimi.it; the same ten are the test vector of Rust's rand_xoshiro.
  const expected = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ];
  const next = xoshiro128(1, 2, 3, 4);
  assert.deepEqual(
    expected.map(() => next()),
    expected,
  );
});

test("a seed is stretched by SplitMix32", () => {
  // Computed with Python's unbounded integers from the definitions of both generators.
  const cases: [seed: number, words: number[]][] = [
    [0, [1789933344, 44971166, 2521387044, 3848737593]],
    [42, [660444221, 3652823732, 77672526, 910233633]],
  ];
  for (const [seed, words] of cases) {
    const random = seededRandom(seed);
    assert.deepEqual(
      words.map(() => random.next() * 2 ** 32),
      words,
    );
  }
});

test("whole numbers below a bound are all met, and uniform (χ², 9 degrees of freedom, p < 10⁻⁶ above 44.8)", () => {
  const random = seededRandom(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let at = 0; at < 100_000; at++) counts[random.below(10)]! += 1;
  const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chi2 < 44.8, `χ² ${chi2}`);
});
