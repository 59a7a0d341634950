import assert from "node:assert/strict";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { ColumnValues } from "../../../../src/ports/table-engine.ts";
import { openDataHouse, rejects } from "./data-house.ts";

const flights = {
  source: { kind: "parquet", path: "npm:vega-datasets/data/flights-3m.parquet" },
  time: "date",
};

type House = Awaited<ReturnType<typeof openDataHouse>>;

/** A Parquet file of (at, n) in the project; `at` in epoch milliseconds. */
async function rowsFile(house: House, name: string, rows: readonly (readonly [number, number])[]) {
  const columns: ColumnValues[] = [
    Float64Array.from(rows, ([at]) => at),
    Float64Array.from(rows, ([, n]) => n),
  ];
  await house.tables.writeColumns(
    { names: ["at", "n"], columns, rows: rows.length },
    ["TIMESTAMP", "BIGINT"],
    house.path(name),
  );
  return { source: { kind: "parquet", path: name }, time: "at" };
}

const hours = (count: number) => Array.from({ length: count }, (_, i) => [i * 3_600_000, i] as const);

describe("ingest of the flights", () => {
  it("takes January, as its publisher's file has it, and commits it once", async () => {
    await using house = await openDataHouse();
    const first = await house.ingest("flights", flights, { to: "2001-02-01" });
    assert.equal(first.value.rows, 508_239);
    const again = await house.ingest("flights", flights, { from: "2001-01-01", to: "2001-02-01T00:00:00Z" });
    const months = await house.ingest("flights", flights, { to: "2001-02-01" });
    assert.equal(months.value.versionId, first.value.versionId);
    assert.notEqual(again.value.versionId, first.value.versionId, "another window is another version");
    assert.equal(again.value.files[0]?.sha256, first.value.files[0]?.sha256, "… of the same bytes");

    const [late] = await house.rows(first.value, "avg((delay > 15)::INTEGER) AS share, count(*) AS n");
    assert.equal(Number(late?.["share"]).toFixed(4), "0.2050");
    const version = await house.datasets.version(first.value.versionId);
    assert.deepEqual(
      version.manifest.schema.map(({ name, type, nullable }) => [name, type, nullable]),
      [
        ["date", "timestamp", false],
        ["delay", "number", false],
        ["distance", "number", false],
        ["origin", "string", false],
        ["destination", "string", false],
      ],
    );
    assert.deepEqual([version.rows, version.number, version.quality], [508_239, 1, "unchecked"]);
    const source = await house.sources.show("flights");
    assert.deepEqual([source.state, source.batches], ["ready", 3]);
    assert.equal(source.lastBatch?.cursor?.slice(0, 10), "2001-01-31");
  });
});

describe("ingest", () => {
  it("has one id for the same rows in any order, another for one row changed", async () => {
    await using house = await openDataHouse();
    const rows = [...hours(100), [5 * 3_600_000, 999] as const];
    const shuffled = rows.toSorted(([, a], [, b]) => ((a * 7919) % 101) - ((b * 7919) % 101));
    const changed = rows.map(([at, n], i) => [at, i === 50 ? n + 1 : n] as const);
    const ids = [];
    for (const variant of [rows, shuffled, rows, changed]) {
      const spec = await rowsFile(house, "rows.parquet", variant);
      ids.push((await house.ingest("rows", spec)).value.versionId);
    }
    assert.equal(ids[0], ids[1]);
    assert.equal(ids[0], ids[2]);
    assert.notEqual(ids[0], ids[3]);
    assert.equal((await house.datasets.versions("rows")).length, 2);
  });

  it("keeps the order of a source without time", async () => {
    await using house = await openDataHouse();
    const { source } = await rowsFile(house, "rows.parquet", [
      [3, 1],
      [1, 2],
      [2, 3],
    ]);
    const { value } = await house.ingest("rows", { source });
    assert.deepEqual(
      (await house.rows(value)).map((row) => row["n"]),
      [1, 2, 3],
    );
  });

  it("takes half-open windows, which join without gap or overlap", async () => {
    await using house = await openDataHouse();
    const spec = await rowsFile(house, "rows.parquet", hours(100));
    const numbersIn = async (window: { from?: string | number; to?: string | number; days?: number }) =>
      (await house.rows((await house.ingest("rows", spec, window)).value)).map((row) => Number(row["n"]));
    const parts = [
      await numbersIn({ to: "1970-01-02" }),
      await numbersIn({ from: "1970-01-02", to: "1970-01-03T12:00" }),
      await numbersIn({ from: "1970-01-03 12:00:00" }),
    ];
    assert.deepEqual(
      parts.flat(),
      hours(100).map(([, n]) => n),
    );
    assert.equal(parts[0]?.length, 24);
    assert.equal(parts[1]?.length, 36);
    // a day back from just after the last row (hour 99): hours 76 to 99
    assert.deepEqual(
      await numbersIn({ days: 1 }),
      hours(100)
        .slice(76)
        .map(([, n]) => n),
    );
    assert.deepEqual(
      await numbersIn({ days: 1, to: 3_600_000 * 50 }),
      hours(50)
        .slice(26)
        .map(([, n]) => n),
    );
    assert.deepEqual(
      await numbersIn({ days: 1, to: "1970-01-02T02:00+02:00" }),
      hours(24).map(([, n]) => n),
    );
  });

  it("refuses windows that are none, or empty", async () => {
    await using house = await openDataHouse();
    const spec = await rowsFile(house, "rows.parquet", hours(10));
    await rejects(house.ingest("rows", spec, { from: "yesterday" }), "datasets/bad-window");
    await rejects(
      house.ingest("rows", spec, { from: "2001-02-01", to: "2001-01-01" }),
      "datasets/bad-window",
    );
    await rejects(house.ingest("rows", { source: spec.source }, { days: 1 }), "datasets/bad-window");
    const empty = await rejects(house.ingest("rows", spec, { from: "2001-01-01" }), "datasets/no-rows");
    assert.match(empty.message, /1970-01-01T00:00:00.000Z to 1970-01-01T09:00:00.000Z/);
    assert.deepEqual(await house.datasets.versions("rows"), []);
    const source = await house.sources.show("rows");
    assert.deepEqual([source.state, source.error], ["failed", empty.message]);
  });

  it("leaves nothing of a file that is broken, and says which it was", async () => {
    await using house = await openDataHouse();
    const spec = await rowsFile(house, "rows.parquet", hours(20_000));
    const whole = await readFile(house.path("rows.parquet"));
    const before = await readdir(house.dir, { recursive: true });
    for (const breakIt of [
      () => truncate(house.path("rows.parquet"), whole.length - 50),
      () => writeFile(house.path("rows.parquet"), ""),
      () => writeFile(house.path("rows.parquet"), whole.subarray(100)),
      () => writeFile(house.path("rows.parquet"), whole.fill(0x5a, 4, whole.length >> 1)),
    ]) {
      await breakIt();
      const error = await rejects(house.ingest("rows", spec), "sources/unreadable-file");
      assert.match(error.message, /rows\.parquet/);
    }
    assert.deepEqual(await house.datasets.versions("rows"), []);
    const left = (await readdir(house.dir, { recursive: true })).filter((path) => !before.includes(path));
    assert.deepEqual(
      left.filter((path) => !/^(meta\.db|scratch(\/[^/]+)?$|spill)/.test(path)),
      [],
    );
    await rejects(
      house.ingest("rows", { source: { kind: "parquet", path: "no.parquet" } }),
      "sources/file-missing",
    );
  });

  it("names the nearest column when time or key is not there, and the type when it is no time", async () => {
    await using house = await openDataHouse();
    const { source } = await rowsFile(house, "rows.parquet", hours(3));
    const unknown = await rejects(house.ingest("rows", { source, time: "att" }), "datasets/unknown-column");
    assert.match(unknown.message, /Did you mean at\?/);
    await rejects(house.ingest("rows", { source, key: "id" }), "datasets/unknown-column");
    await rejects(house.ingest("rows", { source, time: "n" }), "datasets/unsupported-column");
  });

  it("keeps only finite numbers, texts, booleans and times in UTC", async () => {
    await using house = await openDataHouse();
    await house.tables.writeParquet(
      `SELECT unnest(['nan'::DOUBLE, 'inf'::DOUBLE, -0.0, 1.5]) AS d, 'nan'::FLOAT AS f, 5::HUGEINT AS h,
        2.5::DECIMAL(9, 2) AS p, DATE '2001-01-01' AS day, TIMESTAMPTZ '2001-01-01 02:00:00+02' AS zoned,
        [1, 2] AS list, {'a': 1} AS struct, 'x'::BLOB AS blob, TIME '01:02:03' AS clock, 'b'::ENUM('a', 'b') AS e`,
      house.path("odd.parquet"),
    );
    const { value, messages } = await house.ingest("odd", {
      source: { kind: "parquet", path: "odd.parquet" },
    });
    const rows = await house.rows(value);
    assert.deepEqual(
      rows.map((row) => row["d"]),
      [null, null, 0, 1.5],
    );
    const midnight = Date.UTC(2001, 0, 1);
    assert.deepEqual(rows[3], {
      d: 1.5,
      f: null,
      h: 5,
      p: 2.5,
      day: midnight,
      zoned: midnight,
      list: "[1,2]",
      struct: '{"a":1}',
      blob: "eA==",
      clock: "01:02:03",
      e: "b",
    });
    assert.ok(messages.some((message) => message.type === "log" && message.level === "warn"));
  });

  it("reads files whose paths hold glob characters and quotes", async () => {
    await using house = await openDataHouse();
    await writeFile(house.path("a*b[1]?'c.csv"), "x\n1\n");
    await writeFile(house.path("aXb1Y'c.csv"), "x\n2\n");
    const { value } = await house.ingest("odd", { source: { kind: "csv", path: "a*b[1]?'c.csv" } });
    assert.deepEqual(await house.rows(value), [{ x: 1 }]);
  });
});
