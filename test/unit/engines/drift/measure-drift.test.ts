import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReferenceColumn } from "../../../../src/contract/records/models.ts";
import { alignCells } from "../../../../src/engines/drift/column-counts.ts";
import { expectedAuc } from "../../../../src/engines/drift/expected-auc.ts";
import { measureDrift } from "../../../../src/engines/drift/measure-drift.ts";
import { populationStabilityIndex, psiPValue } from "../../../../src/engines/drift/psi.ts";
import { referenceColumn } from "../../../../src/engines/drift/reference-column.ts";
import { type Random, seededRandom } from "../../../../src/kernel/random.ts";

const categories: ReferenceColumn = {
  column: "origin",
  role: "input",
  type: "string",
  rows: 1_000,
  nulls: 0,
  edges: null,
  categories: ["a", "b", "c", "…"],
  counts: [500, 300, 200, 0],
};

function numbers(column: string, values: Float64Array): ReferenceColumn {
  return referenceColumn({ column, role: "input", type: "number" }, values);
}

/** Counts of values over a reference's bins, each (edge below, edge]. */
function counted({ edges }: ReferenceColumn, values: Float64Array) {
  const counts = Array.from<number>({ length: (edges?.length ?? 0) + 1 }).fill(0);
  for (const value of values) {
    const bin = edges?.findIndex((edge) => value <= edge) ?? 0;
    const place = bin === -1 ? counts.length - 1 : bin;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { nulls: 0, others: 0, counts };
}

function gaussian(random: Random, rows: number, mean = 0): Float64Array {
  return Float64Array.from({ length: rows }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    return mean + radius * Math.cos(2 * Math.PI * random.next());
  });
}

test("PSI of counts with an empty cell is Evidently's (reference/monitoring.md §2c)", () => {
  const psi = populationStabilityIndex([500, 300, 200, 0], [230, 190, 75, 5]);
  assert.ok(Math.abs(psi - 0.0822216550666) < 1e-12);
  assert.equal(populationStabilityIndex([5, 5, 0], [50, 50, 0]), 0);
  assert.equal(populationStabilityIndex([5, 5], [0, 0]), 0);
});

test("the index's own noise: the 1 % points of reference/monitoring.md §4, ten bins, n = m", () => {
  for (const [rows, point] of [
    [50, 0.867],
    [200, 0.217],
    [1_000, 0.0433],
    [5_000, 0.00867],
  ] as const) {
    const p = psiPValue(point, { referenceRows: rows, currentRows: rows, cells: 10 });
    assert.ok(Math.abs(p - 0.01) < 2e-4, `${p}`);
  }
});

test("categories: χ² as scipy, unseen ones go to the rest, the shares are for the plot", () => {
  const [drift] = measureDrift(
    [{ reference: categories, current: { nulls: 0, counts: [230, 190, 75], others: 5 } }],
    { psiAbove: 0.05 },
  );
  assert.ok(drift);
  assert.equal(drift.method, "chi-square");
  assert.ok(Math.abs(drift.statistic - 22.1719572013) < 1e-9);
  assert.ok(Math.abs(drift.pValue - 6.007170284264392e-5) < 1e-14);
  assert.deepEqual(drift.bins.labels, ["a", "b", "c", "…"]);
  assert.deepEqual(drift.bins.current, [0.46, 0.38, 0.15, 0.01]);
  assert.equal(drift.drifted, true);
});

test("a small index is no drift however significant, a large one is none when it may be noise", () => {
  const many = { nulls: 0, counts: [520_000, 290_000, 190_000], others: 0 };
  const large = { ...categories, rows: 1_000_000, counts: [500_000, 300_000, 200_000, 0] };
  const [sure] = measureDrift([{ reference: large, current: many }], { psiAbove: 0.1 });
  assert.ok(sure && sure.pValue < 1e-100 && sure.psi < 0.1 && !sure.drifted);
  const [few] = measureDrift(
    [{ reference: categories, current: { nulls: 0, counts: [4, 5, 3], others: 0 } }],
    { psiAbove: 0.1 },
  );
  assert.ok(few && few.psi > 0.1 && !few.drifted);
});

test("a feed that loses values drifts, though the values left are the same", () => {
  const random = seededRandom(3);
  const reference = numbers("x", gaussian(random, 10_000));
  const same = counted(reference, gaussian(random, 5_000));
  const [before] = measureDrift([{ reference, current: same }], { psiAbove: 0.1 });
  const [after] = measureDrift([{ reference, current: { ...same, nulls: 2_500 } }], { psiAbove: 0.1 });
  assert.equal(before?.drifted, false);
  assert.equal(after?.drifted, true);
  assert.equal(after?.nullShare, 1 / 3);
  assert.equal(after?.bins.labels[0], "null");
});

test("a shift of half a standard deviation drifts", () => {
  const random = seededRandom(4);
  const reference = numbers("x", gaussian(random, 10_000));
  const [drift] = measureDrift([{ reference, current: counted(reference, gaussian(random, 2_000, 0.5)) }], {
    psiAbove: 0.1,
  });
  assert.ok(drift?.drifted && drift.method === "ks");
  // sup |Φ(x) − Φ(x − ½)| = 2Φ(¼) − 1 = 0.1974; ten bins see a little less
  assert.ok(drift.statistic > 0.17 && drift.statistic < 0.23, `${drift.statistic}`);
});

test("unchanged batches of 100 rows: a fixed threshold cries wolf, ours hardly ever", () => {
  const random = seededRandom(5);
  const columns = Array.from({ length: 20 }, (_, k) => numbers(`x${k}`, gaussian(random, 5_000)));
  let windows = 0;
  let byThreshold = 0;
  let byUs = 0;
  for (; windows < 100; windows++) {
    const measured = measureDrift(
      columns.map((reference) => ({ reference, current: counted(reference, gaussian(random, 100)) })),
      { psiAbove: 0.1 },
    );
    if (measured.some(({ psi }) => psi > 0.1)) byThreshold++;
    if (measured.some(({ drifted }) => drifted)) byUs++;
  }
  assert.ok(byThreshold >= 95, `${byThreshold}`);
  // BH holds the chance of any false alarm to 1 % a window when nothing changed; 5 in 100 has p = 0.003
  assert.ok(byUs < 5, `${byUs}`);
});

test("a reference has bins of equal count, fewer where values repeat, and takes NaN as null", () => {
  const even = numbers(
    "x",
    Float64Array.from({ length: 100 }, (_, i) => 99 - i),
  );
  assert.deepEqual(even.edges, [9, 19, 29, 39, 49, 59, 69, 79, 89]);
  assert.deepEqual(even.counts, Array.from<number>({ length: 10 }).fill(10));
  const repeated = numbers("x", Float64Array.of(1, 1, 1, 1, 2, 3, Number.NaN));
  assert.deepEqual([repeated.edges, repeated.counts, repeated.nulls], [[1, 2], [4, 1, 1], 1]);
  const nothing = numbers("x", Float64Array.of(Number.NaN));
  assert.deepEqual([nothing.edges, nothing.counts, nothing.nulls], [[], [0], 1]);
});

test("a reference names the frequent categories and counts the rest, also one that is named …", () => {
  const {
    categories: names,
    counts,
    nulls,
  } = referenceColumn({ column: "c", role: "input", type: "string" }, ["b", "a", "a", "…", null]);
  assert.deepEqual([names, counts, nulls], [["a", "b", "…"], [2, 1, 1], 1]);
});

test("cells that neither side has are left out of categories, bins of numbers stay", () => {
  const cells = alignCells(
    { ...categories, counts: [1, 0, 0, 0] },
    { nulls: 0, counts: [1, 0, 2], others: 0 },
  );
  assert.deepEqual(cells.labels, ["a", "c"]);
  const reference = { ...categories, edges: [0, 1.5], categories: null, counts: [1, 0, 2] };
  assert.deepEqual(alignCells(reference, { nulls: 0, counts: [0, 0, 1], others: 0 }).labels, [
    "≤ 0",
    "0 – 1.5",
    "> 1.5",
  ]);
});

test("the AUC that stated chances promise", () => {
  // two groups of 10: 2 and 8 positives expected. Pairs in order: 8·8 + (2·8 + 8·2)/2 = 80 of 10·10
  assert.equal(
    expectedAuc([
      { predicted: 0.8, rows: 10 },
      { predicted: 0.2, rows: 10 },
    ]),
    0.8,
  );
  assert.equal(expectedAuc([{ predicted: 0.3, rows: 7 }]), 0.5);
  assert.equal(expectedAuc([{ predicted: 0, rows: 7 }]), null);
});
