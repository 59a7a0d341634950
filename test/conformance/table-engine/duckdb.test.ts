import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDuckDb } from "../../../src/adapters/duckdb/duckdb-engine.ts";
import { tableEngineConformance } from "./suite.ts";

tableEngineConformance({ name: "duckdb", open: openDuckDb });

test("duckdb reads below the allowed directories only", async () => {
  await using inside = await mkdtempDisposable(join(tmpdir(), "prumo-inside-"));
  await using outside = await mkdtempDisposable(join(tmpdir(), "prumo-outside-"));
  for (const folder of [inside, outside]) await writeFile(join(folder.path, "x.csv"), "a\n1\n");
  await using tables = openDuckDb({
    threads: 1,
    memoryLimitBytes: 2 ** 28,
    tempDir: join(inside.path, "spill"),
    directories: [inside.path],
  });
  const read = (path: string) => tables.rows(`SELECT a FROM read_csv('${join(path, "x.csv")}')`);
  assert.deepEqual(await read(inside.path), [{ a: 1 }]);
  await assert.rejects(read(outside.path), /disabled by configuration/);
  await assert.rejects(read(join(inside.path, "..", outside.path)), /disabled by configuration/);
});
