import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StepValue } from "../../../../src/contract/records/pipelines.ts";
import type { TableValue } from "../../../../src/contract/step-params.ts";
import type { Json } from "../../../../src/kernel/json.ts";
import { openDataHouse, rejects, tableValue } from "./data-house.ts";

type House = Awaited<ReturnType<typeof openDataHouse>>;

/** A prepared table with these times (null: none), in order, and `n` counting rows. */
async function table(
  house: House,
  times: readonly (number | null)[],
  time: string | null = "at",
): Promise<StepValue> {
  const path = house.path("table.parquet");
  const columns = [
    Float64Array.from(times, (at) => at ?? Number.NaN),
    Float64Array.from(times, (_, index) => index),
  ];
  const batch = { names: ["raw:at", "n"], columns, rows: times.length };
  const { rows, bytes } = await house.tables.writeColumns(batch, ["TIMESTAMP", "BIGINT"], path);
  const { sha256 } = await house.blobs.putFile(path);
  const value: TableValue = {
    sha256,
    rows,
    bytes,
    name: "table",
    datasetVersions: [],
    raw: [{ name: "at", type: "timestamp" }],
    spec: { from: "rows", lookups: {}, columns: {} },
    lookups: {},
    time,
  };
  return { type: "table", digest: sha256, value: value as StepValue["value"] };
}

async function split(house: House, input: StepValue, params: Json) {
  const { outputs } = await house.step("split", params, { table: input });
  const numbers = async (name: string) =>
    (await house.rows(tableValue(outputs[name]))).map((row) => Number(row["n"]));
  return { train: await numbers("train"), test: await numbers("test"), outputs };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("split by time", () => {
  it("gives the last share of the rows", async () => {
    await using house = await openDataHouse();
    const { train, test, outputs } = await split(house, await table(house, upTo(10)), {
      by: "time",
      test: 0.3,
    });
    assert.deepEqual([train, test], [upTo(7), [7, 8, 9]]);
    assert.deepEqual([tableValue(outputs["train"]).rows, tableValue(outputs["test"]).rows], [7, 3]);
  });

  // times, share of test, rows of train: the boundary goes to the nearer end of a group of equal times
  const ties: readonly [readonly (number | null)[], number, number][] = [
    [[1, 2, 3, 3, 3, 3, 4, 5, 6, 7], 0.5, 6],
    [[1, 2, 3, 3, 3, 3, 4, 5, 6, 7], 0.7, 2],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, 2], 0.5, 9],
    [[1, 2, 2, 2, 2, 2, 2, 2, 2, 2], 0.2, 1],
    [[1, 2, 3, null, null, null], 0.5, 3],
    [[1, 2, 3, null, null, null], 0.2, 3],
    [[1, 2], 0.01, 1],
  ];
  for (const [times, share, trained] of ties) {
    it(`keeps equal times together: ${times.join(" ")} at ${share}`, async () => {
      await using house = await openDataHouse();
      const { train, test } = await split(house, await table(house, times), { by: "time", test: share });
      assert.deepEqual([...train, ...test], upTo(times.length));
      assert.equal(train.length, trained);
    });
  }

  it("refuses what has no time, one time or one row", async () => {
    await using house = await openDataHouse();
    for (const input of [
      await table(house, upTo(10), null),
      await table(house, [5, 5, 5]),
      await table(house, [1]),
      await table(house, []),
    ]) {
      await rejects(split(house, input, { by: "time", test: 0.5 }), "datasets/cannot-split");
    }
  });
});

describe("split at random", () => {
  it("puts every row on one side, as many as asked, in order, the same for a seed", async () => {
    await using house = await openDataHouse();
    const input = await table(house, upTo(5_000), null);
    const first = await split(house, input, { by: "random", test: 0.2, seed: 1 });
    assert.equal(first.test.length, 1_000);
    assert.deepEqual(
      [...first.train, ...first.test].sort((a, b) => a - b),
      upTo(5_000),
    );
    assert.deepEqual(
      first.train,
      first.train.toSorted((a, b) => a - b),
    );
    const again = await split(house, input, { by: "random", test: 0.2, seed: 1 });
    assert.equal(again.outputs["test"]?.digest, first.outputs["test"]?.digest);
    const other = await split(house, input, { by: "random", test: 0.2, seed: 2 });
    assert.notEqual(other.outputs["test"]?.digest, first.outputs["test"]?.digest);
    // 1,000 of 5,000 chosen evenly: the mean number is 2,499.5 with a standard error of about 41
    const mean = first.test.reduce((a, b) => a + b) / first.test.length;
    assert.ok(Math.abs(mean - 2_499.5) < 5 * 41, `${mean}`);
  });

  it("leaves no side empty", async () => {
    await using house = await openDataHouse();
    const input = await table(house, upTo(3), null);
    for (const test of [0.01, 0.99]) {
      const parts = await split(house, input, { by: "random", test });
      assert.ok(parts.train.length > 0 && parts.test.length > 0);
    }
  });
});
