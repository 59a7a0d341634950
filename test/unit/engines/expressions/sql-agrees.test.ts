import assert from "node:assert/strict";
import { test } from "node:test";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Expression } from "../../../../src/contract/expression.ts";
import { lookupTypes } from "../../../../src/engines/expressions/check.ts";
import { lowerText } from "../../../../src/engines/expressions/text.ts";
import { toCategory, toFunction, type Value } from "../../../../src/engines/expressions/to-function.ts";
import { categoryToSql, lookupMap, quoteName, toSql } from "../../../../src/engines/expressions/to-sql.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { columns, lookups, pick, randomExpression, randomRow, type Row } from "../random-expression.ts";

const options = {
  columns,
  lookups: lookupTypes(lookups),
  lookup: (name: string, key: string) => lookupMap(lookups[name] ?? { keys: [], values: [] }, key),
};

const storage = { number: "DOUBLE", string: "VARCHAR", boolean: "BOOLEAN", timestamp: "TIMESTAMP" } as const;

async function duckdb(): Promise<{ connection: DuckDBConnection; [Symbol.asyncDispose](): Promise<void> }> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    connection,
    [Symbol.asyncDispose]: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function load(connection: DuckDBConnection, rows: readonly Row[]): Promise<void> {
  const shape = Object.entries(columns).map(([name, type]) => `${quoteName(name)} ${storage[type]}`);
  await connection.run(`CREATE OR REPLACE TABLE input (id INTEGER, ${shape.join(", ")})`);
  const places = Object.values(columns).map((type, i) =>
    type === "timestamp" ? `epoch_ms($${i + 2})` : `$${i + 2}`,
  );
  const insert = await connection.prepare(`INSERT INTO input VALUES ($1, ${places.join(", ")})`);
  for (const [id, row] of rows.entries()) {
    insert.bindInteger(1, id);
    for (const [i, [name, type]] of Object.entries(columns).entries()) {
      const value = row[name] ?? null;
      if (value === null) insert.bindNull(i + 2);
      else if (type === "number") insert.bindDouble(i + 2, Number(value));
      else if (type === "timestamp") insert.bindBigInt(i + 2, BigInt(Number(value)));
      else if (type === "boolean") insert.bindBoolean(i + 2, value === true);
      else insert.bindVarchar(i + 2, String(value));
    }
    await insert.run();
  }
}

async function select(connection: DuckDBConnection, sql: readonly string[]): Promise<Value[][]> {
  const list = sql.map((text, i) => `${text} AS c${i}`).join(", ");
  const reader = await connection.runAndReadAll(`SELECT ${list} FROM input ORDER BY id`);
  return reader.getRows().map((row) => row.map((value) => plain(value)));
}

function plain(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "object" && "micros" in value) return Number(value.micros) / 1_000;
  return Number(value);
}

function same(found: Value, expected: Value): boolean {
  if (typeof found !== "number" || typeof expected !== "number") return found === expected;
  // the C and the JavaScript logarithm may differ in the last bit
  return Math.abs(found - expected) <= 1e-9 * Math.max(1e-300, Math.abs(expected));
}

test("SQL on DuckDB and the plain function give the same values over random expressions and rows", async () => {
  await using database = await duckdb();
  const random = seededRandom(20_010_101);
  let nulls = 0;
  let values = 0;
  await database.connection.run("SET TimeZone = 'America/Sao_Paulo'");
  for (let round = 0; round < 12; round++) {
    const rows = Array.from({ length: 60 }, () => randomRow(random));
    await load(database.connection, rows);
    const expressions: Expression[] = [];
    while (expressions.length < 40) {
      const type = pick(["number", "number", "boolean", "string", "timestamp"] as const, random);
      const made = randomExpression(type, 1 + random.below(4), random);
      if (made.op !== "literal" && columnsTyped(made)) expressions.push(made);
    }
    const found = await select(
      database.connection,
      expressions.map((expression) => toSql(expression, options)),
    );
    for (const [e, expression] of expressions.entries()) {
      const compiled = toFunction(expression, columns, lookups);
      for (const [r, row] of rows.entries()) {
        const expected = found[r]?.[e] ?? null;
        const ours = compiled(row);
        assert.ok(
          same(ours, expected),
          `${JSON.stringify(expression)} of ${JSON.stringify(row)}: function ${ours}, SQL ${expected}`,
        );
        if (expected === null) nulls += 1;
        else values += 1;
      }
    }
  }
  assert.ok(nulls > 1_000 && values > 10_000, `too one-sided: ${nulls} nulls, ${values} values`);
});

/** Random nulls may leave an expression that is always null, which is refused: not what is tested here. */
function columnsTyped(expression: Expression): boolean {
  try {
    toSql(expression, options);
    return true;
  } catch {
    return false;
  }
}

test("a category has the same text in SQL and in the function", async () => {
  await using database = await duckdb();
  const random = seededRandom(7);
  const rows = Array.from({ length: 200 }, () => randomRow(random));
  await load(database.connection, rows);
  const names = ["count", "city", "paid"];
  const sql = names.map((name) => categoryToSql({ op: "column", name }, options));
  const found = await select(database.connection, sql);
  for (const [c, name] of names.entries()) {
    const compiled = toFunction({ op: "column", name }, columns);
    for (const [r, row] of rows.entries()) {
      const expected = found[r]?.[c];
      // minus zero prints as 0 in both
      assert.equal(toCategory(compiled(row)), expected, JSON.stringify(row[name]));
    }
  }
});

/** Letters of Unicode 16 and 17, which DuckDB's tables lack; and the byte order mark, which its binding drops. */
const isNewer =
  /[\u1c89\ua7cb\ua7cc\ua7ce\ua7d2\ua7d4\ua7da\ua7dc\ufeff\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/u;

test("lower case is that of DuckDB for every code point", async () => {
  await using database = await duckdb();
  const reader = await database.connection.runAndReadAll(
    `SELECT code, lower(chr(code)) FROM (SELECT unnest(range(1, 1114112))::INTEGER AS code)
     WHERE code NOT BETWEEN 55296 AND 57343 AND lower(chr(code)) IS NOT NULL`,
  );
  const different: string[] = [];
  for (const [code, expected] of reader.getRows()) {
    const letter = String.fromCodePoint(Number(code));
    if (lowerText(letter) !== expected && !isNewer.test(letter)) different.push(Number(code).toString(16));
  }
  assert.ok(reader.currentRowCount > 1_000_000);
  assert.deepEqual(different, []);
});
