import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Column } from "../../../../src/contract/records/datasets.ts";
import { exactUpTo } from "../../../../src/engines/quality/profile-column.ts";
import { profileTable } from "../../../../src/lifecycle/datasets/index.ts";
import { column, openTables, people } from "./tables.ts";

const tables = openTables();
after(() => tables[Symbol.asyncDispose]());

async function profileOf(relation: string, columns: readonly Column[], name: string) {
  const profiles = await profileTable(tables, columns, relation);
  const found = profiles.find((profile) => profile.column === name);
  assert.ok(found);
  return found;
}

describe("profile", () => {
  it("of numbers, counted by hand", async () => {
    // ages: -1 20 30 40 50 120; mean 259/6, variance (sum of squares 19801)/6 - mean²
    const age = await profileOf(people.relation, people.columns, "age");
    const mean = 259 / 6;
    assert.deepEqual(
      [age.rows, age.nulls, age.distinct, age.min, age.max, age.top],
      [7, 1, 6, -1, 120, null],
    );
    assert.ok(Math.abs((age.mean ?? 0) - mean) < 1e-12);
    assert.ok(Math.abs((age.standardDeviation ?? 0) - Math.sqrt(19_801 / 6 - mean ** 2)) < 1e-9);
    // least value with at least that share at or below it
    assert.deepEqual(age.quantiles, [-1, 20, 30, 50, 120]);
    assert.equal(age.histogram?.edges.length, 31);
    assert.equal(age.histogram.edges[0], -1);
    assert.equal(age.histogram.edges[30], 120);
    assert.equal(
      age.histogram.counts.reduce((a, b) => a + b),
      6,
    );
  });

  it("of timestamps, in epoch milliseconds", async () => {
    const born = await profileOf(people.relation, people.columns, "born");
    assert.deepEqual(
      [born.nulls, born.min, born.max, born.mean],
      [1, Date.UTC(2001, 0, 1), Date.UTC(2001, 0, 6), Date.UTC(2001, 0, 3, 12)],
    );
    assert.equal(born.quantiles?.[2], Date.UTC(2001, 0, 3));
  });

  it("of texts and booleans: the most frequent first", async () => {
    const team = await profileOf(people.relation, people.columns, "team");
    assert.deepEqual(team.top, [
      { value: "a", count: 3 },
      { value: "b", count: 2 },
      { value: "c", count: 1 },
    ]);
    assert.deepEqual(
      [team.min, team.max, team.distinct, team.mean, team.quantiles],
      ["a", "c", 3, null, null],
    );
    const active = await profileOf(people.relation, people.columns, "active");
    assert.deepEqual(active.top, [
      { value: "true", count: 5 },
      { value: "false", count: 1 },
    ]);
    assert.deepEqual([active.min, active.nulls], [null, 1]);
  });

  it("puts equal values in equal bins: 0 … 299 is ten a bin", async () => {
    const relation = "(SELECT i::DOUBLE AS x FROM range(300) t(i))";
    const x = await profileOf(relation, [column("x", "number", "DOUBLE")], "x");
    assert.equal(x.distinct, 300);
    // width 299/30: each bin holds 10 whole numbers
    assert.deepEqual(
      x.histogram?.counts,
      Array.from({ length: 30 }, () => 10),
    );
    assert.deepEqual(x.quantiles, [14, 74, 149, 224, 284]);
  });

  it("of a constant is one bin; of nulls nothing; of no rows zeros", async () => {
    const one = await profileOf("(SELECT 7 AS x FROM range(5))", [column("x", "number", "INTEGER")], "x");
    assert.deepEqual(one.histogram, { edges: [7, 7], counts: [5] });
    assert.deepEqual([one.standardDeviation, one.quantiles], [0, [7, 7, 7, 7, 7]]);
    const none = await profileOf(
      "(SELECT NULL::DOUBLE AS x FROM range(5))",
      [column("x", "number", "DOUBLE")],
      "x",
    );
    assert.deepEqual(
      [none.rows, none.nulls, none.distinct, none.min, none.mean, none.histogram, none.quantiles],
      [5, 5, 0, null, null, null, null],
    );
    const text = await profileOf("(SELECT 'a' AS x WHERE false)", [column("x", "string", "VARCHAR")], "x");
    assert.deepEqual([text.rows, text.distinct, text.top], [0, 0, []]);
  });

  it("holds the widest numbers without overflow", async () => {
    const relation = "(SELECT unnest([-1.7e308, 0.0, 1.7e308]) AS x)";
    const x = await profileOf(relation, [column("x", "number", "DOUBLE")], "x");
    assert.deepEqual([x.min, x.max, x.distinct, x.standardDeviation], [-1.7e308, 1.7e308, 3, null]);
    assert.equal(
      x.histogram?.counts.reduce((a, b) => a + b),
      3,
    );
    assert.ok(x.histogram.edges.every(Number.isFinite));
  });

  it("keeps at most 50 values and 200 letters of each", async () => {
    const relation = "(SELECT repeat('x', 300) || lpad(i::VARCHAR, 3, '0') AS s FROM range(60) t(i))";
    const s = await profileOf(relation, [column("s", "string", "VARCHAR")], "s");
    assert.equal(s.distinct, 60);
    assert.equal(s.top?.length, 50);
    assert.ok(s.top.every(({ value }) => value.length === 200));
  });

  it("estimates where there are more values than it counts", async () => {
    const rows = exactUpTo * 1.5;
    const relation = `(SELECT i::DOUBLE AS x FROM range(${rows}) t(i))`;
    const x = await profileOf(relation, [column("x", "number", "DOUBLE")], "x");
    assert.ok(Math.abs(x.distinct / rows - 1) < 0.15, `${x.distinct}`);
    const [, , median] = x.quantiles ?? [];
    assert.ok(Math.abs((median ?? 0) / (rows / 2) - 1) < 0.03, `${median}`);
    assert.equal(
      x.histogram?.counts.reduce((a, b) => a + b),
      rows,
    );
  });
});
