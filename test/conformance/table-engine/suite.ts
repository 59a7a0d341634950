import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { PrumoError } from "../../../src/kernel/errors/prumo-error.ts";
import type { ColumnBatch, TableEngine } from "../../../src/ports/table-engine.ts";

export interface EngineUnderTest {
  readonly name: string;
  open(options: { threads: number; memoryLimitBytes: number; tempDir: string }): TableEngine;
}

const flights = join(import.meta.dirname, "../../../node_modules/vega-datasets/data/flights-3m.parquet");

/** What every table engine must do. Expected values follow from the tables written here or are counts of the flights. */
export function tableEngineConformance(engine: EngineUnderTest): void {
  describe(`table engine ${engine.name}`, () => {
    it("gives small results as plain objects", async () => {
      await using world = await open(engine);
      const [row] = await world.tables.rows(
        `SELECT 9007199254740991::BIGINT AS big, 1.25::DECIMAL(9,2) AS price, 'a' AS text, true AS flag,
          NULL::INTEGER AS nothing, TIMESTAMP '2001-01-01 00:00:00.5' AS at, DATE '1970-01-02' AS day,
          TIMESTAMPTZ '2001-01-01 02:00:00+02' AS zoned, 'nan'::DOUBLE AS nan, 'x' AS "__proto__"`,
      );
      assert.deepEqual(Object.entries(row ?? {}), [
        ["big", Number.MAX_SAFE_INTEGER],
        ["price", 1.25],
        ["text", "a"],
        ["flag", true],
        ["nothing", null],
        ["at", Date.UTC(2001, 0, 1, 0, 0, 0, 500)],
        ["day", 86_400_000],
        ["zoned", Date.UTC(2001, 0, 1)],
        ["nan", null],
        ["__proto__", "x"],
      ]);
    });

    it("binds parameters by their type", async () => {
      await using world = await open(engine);
      const [row] = await world.tables.rows("SELECT ? + 1 AS a, ? AS b, ? AS c, ? AS d, ? * 2 AS e LIMIT ?", [
        41,
        "it's; --",
        true,
        null,
        0.25,
        1,
      ]);
      assert.deepEqual(row, { a: 42, b: "it's; --", c: true, d: null, e: 0.5 });
    });

    it("reads columns whole and in order, nulls and all lengths of text", async () => {
      await using world = await open(engine);
      const rows = 5_000;
      const { columns, names } = await world.tables.columns(
        `SELECT i, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 4 END AS quarter,
          CASE WHEN i % 7 = 0 THEN NULL ELSE repeat('é', (i % 17)::INTEGER) || (i % 13)::VARCHAR END AS text,
          CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END AS even
        FROM range(${rows}) t(i) ORDER BY i`,
      );
      assert.deepEqual(names, ["i", "quarter", "text", "even"]);
      assert.ok(columns[0] instanceof Float64Array && columns[1] instanceof Float64Array);
      for (let i = 0; i < rows; i++) {
        assert.equal(columns[0][i], i);
        assert.equal(columns[1][i], i % 5 === 0 ? Number.NaN : i / 4);
        assert.equal(columns[2]?.[i], i % 7 === 0 ? null : "é".repeat(i % 17) + String(i % 13));
        assert.equal(columns[3]?.[i], i % 3 === 0 ? null : i % 2 === 0);
      }
    });

    it("streams batches in order, and may be left early", async () => {
      await using world = await open(engine);
      let seen = 0;
      for await (const batch of world.tables.batches("SELECT i FROM range(100000) t(i) ORDER BY i")) {
        assert.equal(batch.columns[0]?.[0], seen);
        seen += batch.rows;
        if (seen > 20_000) break;
      }
      assert.ok(seen > 20_000 && seen < 100_000);
      assert.deepEqual(await world.tables.rows("SELECT 1 AS one"), [{ one: 1 }]);
    });

    it("gives an empty result its columns", async () => {
      await using world = await open(engine);
      const batch = await world.tables.columns("SELECT 1 AS a, 'x' AS b WHERE false");
      assert.deepEqual([batch.names, batch.rows], [["a", "b"], 0]);
      assert.deepEqual(batch.columns, [new Float64Array(0), []]);
    });

    it("describes a query", async () => {
      await using world = await open(engine);
      const described = await world.tables.describe("SELECT 1::BIGINT AS a, TIMESTAMP '2001-01-01' AS b");
      assert.deepEqual(
        described.map(({ name, storageType }) => [name, storageType]),
        [
          ["a", "BIGINT"],
          ["b", "TIMESTAMP"],
        ],
      );
    });

    it("counts the flights of each month as their publisher's file has them", async () => {
      await using world = await open(engine);
      const rows = await world.tables.rows(
        `SELECT month(date) AS month, count(*) AS n FROM read_parquet('${flights}') GROUP BY 1 ORDER BY 1`,
      );
      assert.equal(rows.length, 7);
      assert.deepEqual(rows[0], { month: 1, n: 508_239 });
      assert.deepEqual(rows[1], { month: 2, n: 458_170 });
      assert.deepEqual(rows[6], { month: 7, n: 6 });
    });

    it("writes the same bytes for the same query, whatever the threads", async () => {
      await using one = await open(engine, { threads: 1 });
      await using two = await open(engine, { threads: 2 });
      const sql = `SELECT * FROM read_parquet('${flights}') WHERE date < TIMESTAMP '2001-01-15'
        ORDER BY date, delay, distance, origin, destination`;
      const digests = [];
      for (const { tables, path } of [one, two, two]) {
        const written = await tables.writeParquet(sql, path("out.parquet"));
        assert.equal(written.bytes, (await readFile(path("out.parquet"))).length);
        digests.push(await digest(path("out.parquet")));
      }
      assert.equal(new Set(digests).size, 1);
    });

    it("writes columns that read back the same", async () => {
      await using world = await open(engine);
      const rows = 5_000;
      const batch: ColumnBatch = {
        names: ["n", "whole", "at", "text", "flag", "none"],
        columns: [
          Float64Array.from({ length: rows }, (_, i) => (i % 11 === 0 ? Number.NaN : i / 3)),
          Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 - i : i)),
          Float64Array.from({ length: rows }, (_, i) => 978_307_200_000 + i),
          Array.from({ length: rows }, (_, i) => (i % 13 === 0 ? null : `text \0 "${i}"`)),
          Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : i % 2 === 0)),
          Array.from({ length: rows }, () => null),
        ],
        rows,
      };
      const types = ["DOUBLE", "BIGINT", "TIMESTAMP", "VARCHAR", "BOOLEAN", "VARCHAR"];
      const path = world.path("columns.parquet");
      assert.equal((await world.tables.writeColumns(batch, types, path)).rows, rows);
      const read = `SELECT * FROM read_parquet('${path}')`;
      assert.deepEqual(await world.tables.columns(read), batch);
      assert.deepEqual(
        (await world.tables.describe(read)).map((column) => column.storageType),
        types,
      );
    });

    it("refuses columns of unequal length and types that are not types", async () => {
      await using world = await open(engine);
      const batch = { names: ["a", "b"], columns: [new Float64Array(2), ["x"]], rows: 2 };
      const path = world.path("no.parquet");
      await rejects(world.tables.writeColumns(batch, ["DOUBLE", "VARCHAR"], path), "kernel/bad-input");
      const good = { names: ["a"], columns: [new Float64Array(2)], rows: 2 };
      await rejects(world.tables.writeColumns(good, ["DOUBLE); DROP"], path), "kernel/bad-input");
    });

    it("says which file is broken and how, and leaves nothing behind", async () => {
      await using world = await open(engine);
      const whole = world.path("whole.parquet");
      await world.tables.writeParquet(
        "SELECT i, 'text ' || (i * i)::VARCHAR AS h FROM range(50000) t(i)",
        whole,
      );
      const bytes = await readFile(whole);
      const flipped = Buffer.from(bytes);
      for (let i = 20; i < bytes.length / 2; i++) flipped[i] = (flipped[i] ?? 0) ^ 0x5a;
      await writeFile(world.path("flipped.parquet"), flipped);
      await truncate(whole, bytes.length - 100);
      await writeFile(world.path("empty.parquet"), "");
      const before = await readdir(world.directory);
      for (const name of ["whole", "flipped", "empty"]) {
        const sql = `SELECT i, h FROM read_parquet('${world.path(`${name}.parquet`)}')`;
        const error = await rejects(
          world.tables.writeParquet(sql, world.path("out.parquet")),
          "sources/unreadable-file",
        );
        assert.match(error.message, new RegExp(`${name}\\.parquet`));
        assert.match(error.repair, new RegExp(`${name}\\.parquet`));
        await rejects(world.tables.columns(sql), "sources/unreadable-file");
      }
      assert.deepEqual(await readdir(world.directory), before);
      await rejects(
        world.tables.rows("SELECT * FROM read_parquet('/nowhere/x.parquet')"),
        "sources/file-missing",
      );
    });

    it("names the memory limit when it does not suffice", async () => {
      await using world = await open(engine, { memoryLimitBytes: 64 * 2 ** 20 });
      const error = await rejects(
        world.tables.rows(
          "SELECT length(list(repeat('x', 100) || i::VARCHAR)) AS n FROM range(3000000) t(i)",
        ),
        "datasets/out-of-memory",
      );
      assert.match(error.message, /64 MiB/);
    });

    it("says that the disk is full", { skip: process.platform !== "linux" }, async () => {
      await using world = await open(engine);
      await assert.rejects(
        world.tables.rows("COPY (SELECT i FROM range(1000000) t(i)) TO '/dev/full' (FORMAT parquet)"),
        (error: unknown) => error instanceof PrumoError && error.code === "storage/disk-full",
      );
    });

    it("fetches no extension and keeps its settings locked", async () => {
      await using world = await open(engine);
      await assert.rejects(world.tables.rows("INSTALL httpfs"));
      await assert.rejects(world.tables.rows("SET memory_limit = '100GB'"), /locked/);
      await assert.rejects(world.tables.rows("SELECT * FROM read_parquet('https://127.0.0.1:1/x.parquet')"));
    });

    it("answers many calls at once, and none after it is closed", async () => {
      await using world = await open(engine);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          world.tables.rows("SELECT sum(i) AS s FROM range(?) t(i)", [i + 1]),
        ),
      );
      assert.deepEqual(
        answers.map(([row]) => row?.["s"]),
        Array.from({ length: 20 }, (_, i) => (i * (i + 1)) / 2),
      );
      await world.tables[Symbol.asyncDispose]();
      await rejects(world.tables.rows("SELECT 1"), "storage/closed");
    });
  });
}

async function open(engine: EngineUnderTest, options: { threads?: number; memoryLimitBytes?: number } = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), "prumo-tables-"));
  const tables = engine.open({
    threads: options.threads ?? 2,
    memoryLimitBytes: options.memoryLimitBytes ?? 512 * 2 ** 20,
    tempDir: join(folder.path, "spill"),
  });
  return {
    tables,
    directory: folder.path,
    path: (name: string) => join(folder.path, name),
    async [Symbol.asyncDispose]() {
      await tables[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

async function rejects(work: Promise<unknown>, code: string): Promise<PrumoError> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PrumoError)) throw error;
    assert.equal(error.code, code);
    return error;
  }
  throw new assert.AssertionError({ message: `no ${code}` });
}

async function digest(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
