import assert from "node:assert/strict";
import { test } from "node:test";
import { expressionSchema, unaryOps, binaryOps } from "../../../../src/contract/expression.ts";
import { col, type ColumnExpression, resolveLookups } from "../../../../src/contract/project/columns.ts";
import { dataset, lookup, notNull, parquet, prepare } from "../../../../src/contract/project/data.ts";
import { defineProject } from "../../../../src/contract/project/define.ts";
import { checkSpecSchema, projectSchema } from "../../../../src/contract/project/schema.ts";

test("each method writes down one operation of the language, and every operation has a method", () => {
  const x = col("x");
  const names: Record<string, string> = { plus: "add", minus: "subtract", times: "multiply", over: "divide" };
  const written = new Set<string>();
  for (const [method, value] of Object.entries(x)) {
    if (typeof value !== "function" || method === "category") continue;
    const made = (x as unknown as Record<string, (other: number) => ColumnExpression>)[method]!(3).expression;
    assert.ok(expressionSchema.safeParse(made).success, method);
    assert.equal(made.op, method === "orElse" ? "coalesce" : (names[method] ?? method));
    if ("right" in made) assert.deepEqual(made.right, { op: "literal", value: 3 }, method);
    written.add(made.op);
  }
  // A sign is written in text only: `-x` is `col("x").times(-1)`.
  assert.deepEqual(
    [...binaryOps, ...unaryOps].filter((op) => !written.has(op)),
    ["negate"],
  );
});

test("expressions are immutable: what is built on one leaves it as it was", () => {
  const delay = col("delay");
  const before = structuredClone(delay.expression);
  const late = delay.gt(15).and(delay.lt(60));
  assert.deepEqual(delay.expression, before);
  assert.equal(late.isCategory, false);
  assert.equal(delay.category().isCategory, true);
  assert.equal(delay.isCategory, false);
});

test("a column that a lookup takes becomes a lookup of its key, wherever it stands", () => {
  const keys = new Map([["state", "origin"]]);
  const looked = { op: "lookup", lookup: "state", key: { op: "column", name: "origin" } };
  const cases: [written: ColumnExpression, place: (tree: unknown) => unknown][] = [
    [col("state"), (tree) => tree],
    [col("state").eq("CA"), (tree) => (tree as { left: unknown }).left],
    [col("x").plus(col("state")), (tree) => (tree as { right: unknown }).right],
    [col("state").lower(), (tree) => (tree as { of: unknown }).of],
    [col("x").orElse(col("state")), (tree) => (tree as { of: unknown[] }).of[1]],
  ];
  for (const [{ expression }, place] of cases)
    assert.deepEqual(place(resolveLookups(expression, keys)), looked);
  assert.deepEqual(resolveLookups(col("origin").expression, keys), col("origin").expression);
});

test("a prepared table is plain data that the project's schema takes", () => {
  const airports = dataset("airports", { source: parquet("a.parquet"), key: "iata" });
  const flights = dataset("flights", { source: parquet("f.parquet"), checks: [notNull("delay").warn()] });
  const table = prepare("legs", {
    from: flights,
    join: [lookup(airports, { on: { origin: "iata" }, take: { originState: "state" } })],
    columns: { late: col("delay").gt(15), state: col("originState").category() },
  });
  const project = projectSchema.parse(
    defineProject({ name: "p", datasets: [flights, airports], tables: [table] }),
  );
  assert.deepEqual(project.tables["legs"]?.lookups, {
    originState: { dataset: "airports", column: "origin", key: "iata", take: "state" },
  });
  assert.equal(project.tables["legs"]?.columns["state"]?.category, true);
  assert.equal(project.datasets["flights"]?.checks[0]?.severity, "warn");
  assert.deepEqual(checkSpecSchema.parse(notNull("delay")).severity, "error");
});

test("names are unique within their kind, and a lookup names one key", () => {
  const one = dataset("d", { source: parquet("a.parquet") });
  assert.throws(
    () => defineProject({ name: "p", datasets: [one, one] }),
    /two things of one kind are named "d"/,
  );
  for (const on of [{}, { a: "k", b: "l" }])
    assert.throws(() => lookup(one, { on, take: { x: "y" } }), /exactly one column/);
});
