import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { parzen } from "../../../../src/engines/tuning/parzen.ts";
import { axisOf, type Choice, type SearchSpace } from "../../../../src/engines/tuning/space.ts";
import { search, suggest } from "../../../../src/engines/tuning/suggest.ts";

const space: SearchSpace = {
  leaves: [15, 31, 63],
  learningRate: { log: [0.01, 1] },
  l2: { min: 0, max: 10 },
  minRowsInLeaf: { min: 5, max: 100, integer: true },
};

/** Least (0) at 31 leaves, rate 0.1, l2 7, 20 rows. */
function lossOf(choice: Choice): number {
  const { leaves, learningRate, l2, minRowsInLeaf } = choice as Record<string, number>;
  const isRight = leaves === 31 ? 0 : 0.5;
  const rate = Math.log10(learningRate!) + 1;
  return isRight + rate ** 2 + ((l2! - 7) / 10) ** 2 + ((minRowsInLeaf! - 20) / 100) ** 2;
}

for (const method of ["random", "tpe"] as const) {
  test(`${method}: choices lie in the space and repeat themselves for a seed`, async () => {
    const run = (seed: number) =>
      search(space, { trials: 40, seed, method }, (choice) => Promise.resolve(lossOf(choice)));
    const { history, best } = await run(1);
    for (const { choice } of history) {
      const { leaves, learningRate, l2, minRowsInLeaf } = choice as Record<string, number>;
      assert.ok([15, 31, 63].includes(leaves!));
      assert.ok(learningRate! >= 0.01 && learningRate! <= 1);
      assert.ok(l2! >= 0 && l2! <= 10);
      assert.ok(Number.isInteger(minRowsInLeaf) && minRowsInLeaf! >= 5 && minRowsInLeaf! <= 100);
    }
    assert.equal(best!.loss, Math.min(...history.map((trial) => trial.loss)));
    assert.deepEqual((await run(1)).history, history);
    assert.notDeepEqual((await run(2)).history, history);
    assert.deepEqual(suggest(history.slice(0, 30), space, 1, method), history[30]!.choice);
  });
}

test("TPE finds better choices than chance does with as many trials", async () => {
  let wins = 0;
  for (let seed = 0; seed < 20; seed++) {
    const [tpe, random] = await Promise.all(
      (["tpe", "random"] as const).map((method) =>
        search(space, { trials: 60, seed, method }, (choice) => Promise.resolve(lossOf(choice))),
      ),
    );
    if (tpe!.best!.loss < random!.best!.loss) wins++;
  }
  // by chance alone 16 or more of 20 happen in 0.6 % of cases
  assert.ok(wins >= 16, `${wins} of 20`);
});

test("failed trials are passed over", async () => {
  let count = 0;
  const { best } = await search(space, { trials: 30, seed: 4 }, (choice) =>
    Promise.resolve(count++ % 2 === 0 ? Number.NaN : lossOf(choice)),
  );
  assert.ok(best !== null && Number.isFinite(best.loss));
});

test("each integer of an even range is equally likely, the ends too", () => {
  const counts = new Map<number, number>();
  for (let seed = 0; seed < 3_000; seed++) {
    const { n } = suggest([], { n: { min: 1, max: 3, integer: true } }, seed) as { n: number };
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  // ± 4 standard deviations of a binomial count: 4 √(3000 · ⅓ · ⅔) = 103
  for (const n of [1, 2, 3]) assert.ok(Math.abs(counts.get(n)! - 1_000) < 103, `${n}: ${counts.get(n)}`);
});

test("a Parzen density integrates to one and is higher where values were seen", () => {
  const axis = axisOf("x", { min: 0, max: 10 });
  const density = parzen(axis, [2, 2.5, 3]);
  let area = 0;
  for (let i = 0; i < 10_000; i++) area += Math.exp(density.logDensity((i + 0.5) / 1_000)) / 1_000;
  assert.ok(Math.abs(area - 1) < 1e-4, String(area));
  assert.ok(density.logDensity(2.5) > density.logDensity(8));
  const random = seededRandom(1);
  const drawn = Array.from({ length: 200 }, () => density.draw(random) as number);
  assert.ok(drawn.every((x) => x >= 0 && x <= 10));
});

test("ranges that hold nothing are refused", () => {
  const bad = { code: "learning/bad-range" };
  assert.throws(() => suggest([], { a: [] }, 0), bad);
  assert.throws(() => suggest([], { a: { min: 2, max: 1 } }, 0), bad);
  assert.throws(() => suggest([], { a: { log: [0, 1] } }, 0), bad);
});
