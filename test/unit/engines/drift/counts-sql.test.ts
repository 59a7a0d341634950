import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { openDuckDb } from "../../../../src/adapters/duckdb/duckdb-engine.ts";
import { countsSql, readCounts } from "../../../../src/engines/drift/counts-sql.ts";
import { type Values, referenceColumn } from "../../../../src/engines/drift/reference-column.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import type { TableEngine } from "../../../../src/ports/table-engine.ts";

const engine = () => openDuckDb({ threads: 2, memoryLimitBytes: 256 * 1024 * 1024, tempDir: tmpdir() });

async function countAgain(tables: TableEngine, type: "number" | "string" | "boolean", values: Values) {
  const reference = referenceColumn({ column: "x", role: "input", type }, values);
  const storage = { number: "DOUBLE", string: "VARCHAR", boolean: "BOOLEAN" }[type];
  const list = [...values].map((value) => {
    if (value === null) return "NULL";
    if (typeof value === "string") return `decode(from_hex('${Buffer.from(value).toString("hex")}'))`;
    return `'${value}'::${storage}`;
  });
  const counted = { reference, expression: '"in:x"' };
  const [row] = await tables.rows(
    `SELECT ${countsSql([counted]).join(", ")} FROM (SELECT unnest([${list.join(", ")}]::${storage}[]) AS "in:x")`,
  );
  return { reference, counts: readCounts(counted, 0, row ?? {}) };
}

test("counting the reference's own rows in SQL gives the reference's counts", async () => {
  await using tables = engine();
  const random = seededRandom(11);
  const awkward = ["", "O'Hare", 'a"b', "…", "__proto__", "null\0byte", "=x", "ação"];
  const columns: [type: "number" | "string" | "boolean", values: Values][] = [
    ["number", Float64Array.from({ length: 2_000 }, () => random.next() * 100 - 50)],
    ["number", Float64Array.from({ length: 500 }, () => random.below(5))],
    ["number", Float64Array.of(Number.NaN, 1e300, -0, 0, Number.POSITIVE_INFINITY, 1e-320, -1e22, 0.1 + 0.2)],
    ["string", Array.from({ length: 800 }, () => awkward[random.below(9)] ?? null)],
    ["string", Array.from({ length: 800 }, () => `c${random.below(120)}`)],
    ["boolean", [true, false, null, true]],
  ];
  for (const [type, values] of columns) {
    const { reference, counts } = await countAgain(tables, type, values);
    assert.equal(counts.nulls, reference.nulls);
    const rest = reference.edges === null ? [counts.others] : [];
    assert.deepEqual([...counts.counts, ...rest], reference.counts);
  }
});

test("only rows of the condition are counted; no rows count nothing", async () => {
  await using tables = engine();
  const reference = referenceColumn(
    { column: "x", role: "prediction", type: "number" },
    Float64Array.of(1, 2, 3),
  );
  const counted = [
    { reference, expression: "x", where: "who = 'a'" },
    { reference, expression: "x", where: "who = 'nobody'" },
  ];
  const [row] = await tables.rows(
    `SELECT ${countsSql(counted).join(", ")} FROM (VALUES (1, 'a'), (9, 'a'), (2, 'b'), (NULL, 'a')) t(x, who)`,
  );
  const [some, none] = counted.map((each, k) => readCounts(each, k, row ?? {}));
  assert.deepEqual(some, { nulls: 1, others: 0, counts: [1, 0, 1] });
  assert.deepEqual(none, { nulls: 0, others: 0, counts: [0, 0, 0] });
});
