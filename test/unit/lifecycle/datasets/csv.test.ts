import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { openDataHouse, rejects } from "./data-house.ts";

type House = Awaited<ReturnType<typeof openDataHouse>>;

async function ingest(house: House, text: string | Buffer, extra: object = {}, delimiter?: string) {
  await writeFile(house.path("in.csv"), text);
  const source = { kind: "csv", path: "in.csv", ...(delimiter === undefined ? {} : { delimiter }) };
  return house.ingest("table", { source, ...extra });
}

async function typesOf(house: House, text: string) {
  const { value } = await ingest(house, text);
  const { manifest } = await house.datasets.version(value.versionId);
  return Object.fromEntries(manifest.schema.map(({ name, storageType }) => [name, storageType]));
}

function declaring(types: Record<string, string>) {
  return { checks: [{ kind: "columnTypes", types }] };
}

describe("ingest of CSV", () => {
  it("reads the airports: 3,376 lines of them, codes as text", async () => {
    await using house = await openDataHouse();
    const source = { kind: "csv", path: "npm:vega-datasets/data/airports.csv" };
    const { value } = await house.ingest("airports", { source, key: "iata" });
    assert.equal(value.rows, 3_376);
    const [first] = await house.rows(value);
    assert.deepEqual(first, {
      iata: "00M",
      name: "Thigpen",
      city: "Bay Springs",
      state: "MS",
      country: "USA",
      latitude: 31.95376472,
      longitude: -89.23450472,
    });
  });

  it("finds the type that every value has", async () => {
    await using house = await openDataHouse();
    const header = "whole,real,flag,day,moment,code,long,mixed,empty\n";
    const rows = [
      "1,1.5,true,2001-01-01,2001-01-01T01:00:00+02:00,007,12345678901234567890,1,",
      "-2,2e3,FALSE,2001-02-28,2001-01-01 01:00:00Z,012,22345678901234567890,x,",
      ",3,,,2001-01-01 01:00:00,,,,",
    ];
    assert.deepEqual(await typesOf(house, `${header}${rows.join("\n")}\n`), {
      whole: "BIGINT",
      real: "DOUBLE",
      flag: "BOOLEAN",
      day: "TIMESTAMP",
      moment: "TIMESTAMP",
      code: "VARCHAR",
      long: "VARCHAR",
      mixed: "VARCHAR",
      empty: "VARCHAR",
    });
    const [version] = await house.datasets.versions("table");
    const read = await house.datasets.sample(version?.id ?? "", 10, house.tables);
    assert.deepEqual(
      read.map((row) => row["moment"]),
      [Date.UTC(2000, 11, 31, 23), Date.UTC(2001, 0, 1, 1), Date.UTC(2001, 0, 1, 1)],
    );
    assert.deepEqual(
      read.map((row) => [row["whole"], row["real"], row["flag"], row["code"]]),
      [
        [1, 1.5, true, "007"],
        [-2, 2000, false, "012"],
        [null, 3, null, null],
      ],
    );
  });

  it("looks at every row for the type, not only at the first ones", async () => {
    await using house = await openDataHouse();
    const numbers = Array.from({ length: 30_000 }, (_, i) => i).join("\n");
    assert.deepEqual(await typesOf(house, `a\n${numbers}\nlast\n`), { a: "VARCHAR" });
  });

  it("takes quotes, line ends, byte order marks and other delimiters", async () => {
    await using house = await openDataHouse();
    const quoted = await ingest(house, '\ufeff"a,b",c\r\n"x, ""y""\nz",1\r\n');
    assert.deepEqual(await house.rows(quoted.value), [{ "a,b": 'x, "y"\nz', c: 1 }]);
    const semicolons = await ingest(house, "a;b\n1,5;2\n");
    assert.deepEqual(await house.rows(semicolons.value), [{ a: "1,5", b: 2 }]);
    const given = await ingest(house, "a,x:b\n1:2\n", {}, ":");
    assert.deepEqual(await house.rows(given.value), [{ "a,x": 1, b: 2 }]);
  });

  const broken: readonly [string, string | Buffer, RegExp][] = [
    ["an empty file", "", /empty/],
    ["a line with too few fields", "a,b\n1,2\n3\n", /Line: 3.*Expected Number of Columns: 2 Found: 1/],
    ["a line with too many fields", "a,b\n1,2\n3,4,5\n", /Line: 3/],
    ["a first line that does not fit the rest", "a,b\n1,2,3\n4,5,6\n", /Line: 2/],
    ["a quote without end", 'a,b\n1,"x\n2,3\n', /unterminated quote/],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), /utf-8/i],
    ["zero bytes", Buffer.from([0x61, 0x00, 0x0a]), /not a text file/],
    ["a nameless column", "a,,b\n1,2,3\n", /column 2 has no name/],
    ["a name twice", "a,A\n1,2\n", /names the column A twice/],
  ];
  for (const [what, text, says] of broken) {
    it(`refuses ${what}, naming the file`, async () => {
      await using house = await openDataHouse();
      const error = await rejects(ingest(house, text), "sources/unreadable-file");
      assert.match(error.message, says);
      assert.match(error.message, /in\.csv/);
      assert.deepEqual(await house.datasets.versions("table"), []);
    });
  }

  it("has no rows when there is only a header", async () => {
    await using house = await openDataHouse();
    await rejects(ingest(house, "a,b\n"), "datasets/no-rows");
  });

  it("holds values to the types that columnTypes declares, and names the first row that breaks them", async () => {
    await using house = await openDataHouse();
    const error = await rejects(
      ingest(house, "a,b\n1,2\n3,4\nx,5\n", declaring({ a: "number" })),
      "sources/unreadable-file",
    );
    assert.match(error.message, /the column a should hold only number values, but row 3 has "x"/);
    const { value } = await ingest(
      house,
      "zip,n,at\n1234,,\n",
      declaring({ zip: "string", n: "number", at: "timestamp" }),
    );
    const { manifest } = await house.datasets.version(value.versionId);
    assert.deepEqual(
      manifest.schema.map(({ storageType }) => storageType),
      ["VARCHAR", "DOUBLE", "TIMESTAMP"],
    );
  });
});
