import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { Json } from "../../../../src/kernel/json.ts";
import type { DatasetVersionValue } from "../../../../src/contract/step-params.ts";
import type { Lookup } from "../../../../src/contract/model-graph.ts";
import { openDataHouse, rejects, tableValue } from "./data-house.ts";

type House = Awaited<ReturnType<typeof openDataHouse>>;

const col = (name: string) => ({ op: "column", name });
const late = {
  expression: { op: "gt", left: col("delay"), right: { op: "literal", value: 15 } },
  category: false,
};

function day(n: number) {
  return Date.UTC(2001, 0, n);
}

async function csv(house: House, dataset: string, text: string, extra: object = {}) {
  await writeFile(house.path(`${dataset}.csv`), text);
  const source = { kind: "csv", path: `${dataset}.csv` };
  const { out } = await house.ingest(dataset, { source, ...extra });
  return out;
}

const legsText = `at,delay,origin,note
2001-01-03,20,B,x
2001-01-01,5,A,x
2001-01-02,,C,x
2001-01-02,16,,x
`;
const airportsText = "iata,state,runways\nA,AA,1\nB,BB,2\nB,BB,2\n,ZZ,9\nD,,4\n";

async function prepared(house: House, columns: Json, lookups: Json = {}, airports = airportsText) {
  const version = await csv(house, "legs", legsText, { time: "at" });
  const looked = await csv(house, "airports", airports);
  const params = { name: "table", time: "at", spec: { from: "legs", lookups, columns } };
  const { outputs } = await house.step("prepare", params, { version, "lookup:airports": looked });
  return { version, looked, out: outputs["out"], value: tableValue(outputs["out"]) };
}

const state = { dataset: "airports", column: "origin", key: "iata", take: "state" };

describe("prepare", () => {
  it("gives raw columns that are read, prepared ones, and looked-up values, in order of time", async () => {
    await using house = await openDataHouse();
    const columns = {
      late,
      weekday: { expression: { op: "weekday", of: col("at") }, category: false },
      origin: { expression: col("origin"), category: true },
      state: { expression: { op: "lookup", lookup: "state", key: col("origin") }, category: true },
    };
    const { value, version, looked } = await prepared(house, columns, { state });
    // sorted by time, then by the other columns; nulls last. 1 January 2001 was a Monday
    assert.deepEqual(await house.rows(value), [
      {
        "raw:at": day(1),
        "raw:delay": 5,
        "raw:origin": "A",
        late: false,
        weekday: 1,
        origin: "A",
        state: "AA",
      },
      {
        "raw:at": day(2),
        "raw:delay": 16,
        "raw:origin": null,
        late: true,
        weekday: 2,
        origin: null,
        state: null,
      },
      {
        "raw:at": day(2),
        "raw:delay": null,
        "raw:origin": "C",
        late: null,
        weekday: 2,
        origin: "C",
        state: null,
      },
      {
        "raw:at": day(3),
        "raw:delay": 20,
        "raw:origin": "B",
        late: true,
        weekday: 3,
        origin: "B",
        state: "BB",
      },
    ]);
    assert.deepEqual(value.raw, [
      { name: "at", type: "timestamp" },
      { name: "delay", type: "number" },
      { name: "origin", type: "string" },
    ]);
    assert.deepEqual(value.datasetVersions, [version.digest, looked.digest]);
    assert.equal(value.time, "at");
    const lookup = JSON.parse(
      Buffer.from(await house.blobs.get(value.lookups["state"] ?? "")).toString(),
    ) as Lookup;
    assert.deepEqual(lookup, { keys: ["A", "B"], values: ["AA", "BB"] });
  });

  it("looks up numbers, and keys that are looked up themselves", async () => {
    await using house = await openDataHouse();
    const airports = "iata,next,runways\nA,B,1\nB,C,2\nC,A,3\n";
    const lookups = {
      next: { dataset: "airports", column: "origin", key: "iata", take: "next" },
      runways: { dataset: "airports", column: "origin", key: "iata", take: "runways" },
    };
    const next = { op: "lookup", lookup: "next", key: col("origin") };
    const columns = {
      there: { expression: { op: "lookup", lookup: "runways", key: next }, category: false },
    };
    const { value } = await prepared(house, columns, lookups, airports);
    assert.deepEqual(
      (await house.rows(value)).map((row) => [row["raw:origin"], row["there"]]),
      [
        ["A", 2],
        [null, null],
        ["C", 1],
        ["B", 3],
      ],
    );
  });

  it("gives the same bytes each time, and keeps every row once however many the joins", async () => {
    await using house = await openDataHouse();
    const flights = {
      source: { kind: "parquet", path: "npm:vega-datasets/data/flights-3m.parquet" },
      time: "date",
    };
    const { out: version } = await house.ingest("flights", flights, { to: "2001-01-04" });
    const { out: airports, value } = await house.ingest("airports", {
      source: { kind: "csv", path: "npm:vega-datasets/data/airports.csv" },
    });
    assert.equal(value.rows, 3_376);
    const lookups = {
      from: { dataset: "airports", column: "origin", key: "iata", take: "state" },
      to: { dataset: "airports", column: "destination", key: "iata", take: "latitude" },
    };
    const columns = {
      late,
      from: { expression: { op: "lookup", lookup: "from", key: col("origin") }, category: true },
      to: { expression: { op: "lookup", lookup: "to", key: col("destination") }, category: false },
      distance: { expression: col("distance"), category: false },
    };
    const params = { name: "legs", time: "date", spec: { from: "flights", lookups, columns } };
    const digests = [];
    const tables = [];
    for (let again = 0; again < 3; again++) {
      const { outputs } = await house.step("prepare", params, { version, "lookup:airports": airports });
      digests.push(outputs["out"]?.digest);
      tables.push(tableValue(outputs["out"]));
    }
    assert.equal(new Set(digests).size, 1);
    const rows = await house.rows(tables[0] ?? assert.fail());
    const original = await house.rows(version.value as DatasetVersionValue);
    assert.deepEqual(
      rows.map((row) => [row["raw:date"], row["raw:delay"], row["distance"]]),
      original.map((row) => [row["date"], row["delay"], row["distance"]]),
    );
  });

  it("refuses a lookup whose key has two values, and columns that are not there", async () => {
    await using house = await openDataHouse();
    const columns = {
      state: { expression: { op: "lookup", lookup: "state", key: col("origin") }, category: true },
    };
    const error = await rejects(
      prepared(house, columns, { state }, "iata,state\nA,AA\nA,AB\nB,BB\n"),
      "datasets/duplicate-key",
    );
    assert.match(error.message, /airports\.iata has 1 keys .* such as "A"/);
    await rejects(prepared(house, columns, { state: { ...state, take: "stat" } }), "datasets/unknown-column");
    await rejects(prepared(house, columns, {}), "project/unknown-lookup");
    const unknown = await rejects(
      prepared(house, { x: { expression: col("dellay"), category: false } }),
      "datasets/unknown-column",
    );
    assert.match(unknown.message, /Did you mean delay\?/);
  });

  it("wants the versions it names", async () => {
    await using house = await openDataHouse();
    const version = await csv(house, "legs", legsText, { time: "at" });
    const columns = {
      state: { expression: { op: "lookup", lookup: "state", key: col("origin") }, category: true },
    };
    const params = { name: "table", time: "at", spec: { from: "legs", lookups: { state }, columns } };
    await rejects(house.step("prepare", params, { version }), "datasets/wrong-input");
    await rejects(house.step("prepare", params, {}), "datasets/wrong-input");
  });
});
