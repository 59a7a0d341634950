import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression } from "../../../../src/contract/expression.ts";
import { checkExpression, columnsOf, lookupsOf } from "../../../../src/engines/expressions/check.ts";
import { toSql } from "../../../../src/engines/expressions/to-sql.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";

const columns = { distance: "number", date: "timestamp", origin: "string", late: "boolean" } as const;
const column = (name: string): Expression => ({ op: "column", name });

function refused(expression: Expression): PrumoError {
  try {
    checkExpression(expression, columns, { stateOf: "string" });
  } catch (error) {
    assert.ok(error instanceof PrumoError);
    return error;
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(expression)} was accepted` });
}

test("types follow the operators", () => {
  const cases: [Expression, string][] = [
    [{ op: "minuteOfDay", of: column("date") }, "number"],
    [{ op: "subtract", left: column("date"), right: column("date") }, "number"],
    [{ op: "gt", left: column("distance"), right: { op: "literal", value: 15 } }, "boolean"],
    [{ op: "lookup", lookup: "stateOf", key: { op: "lower", of: column("origin") } }, "string"],
    [{ op: "coalesce", of: [{ op: "literal", value: null }, column("date")] }, "timestamp"],
    [{ op: "isNull", of: { op: "literal", value: null } }, "boolean"],
  ];
  for (const [expression, type] of cases) {
    assert.equal(checkExpression(expression, columns, { stateOf: "string" }), type);
  }
});

test("an unknown column is refused with the nearest valid name", () => {
  const error = refused({ op: "abs", of: column("distanse") });
  assert.equal(error.code, "project/unknown-column");
  assert.match(error.message, /distanse/);
  assert.equal(error.repair, "Did you mean distance?");
  assert.equal(refused(column("__proto__")).code, "project/unknown-column");
  assert.equal(refused(column("toString")).code, "project/unknown-column");
});

test("an unknown lookup is refused with the nearest valid name", () => {
  const error = refused({ op: "lookup", lookup: "stateof", key: column("origin") });
  assert.equal(error.code, "project/unknown-lookup");
  assert.equal(error.repair, "Did you mean stateOf?");
});

test("what does not fit is refused", () => {
  const wrong: Expression[] = [
    { op: "add", left: column("distance"), right: column("origin") },
    { op: "lt", left: column("origin"), right: { op: "literal", value: "M" } },
    { op: "month", of: column("distance") },
    { op: "coalesce", of: [column("distance"), column("origin")] },
    { op: "and", left: column("late"), right: column("distance") },
    { op: "literal", value: null },
    { op: "literal", value: "a\0b" },
    { op: "literal", value: "\ud800" },
    { op: "literal", value: Infinity },
    { op: "lookup", lookup: "stateOf", key: column("distance") },
  ];
  for (const expression of wrong) assert.equal(refused(expression).code, "project/bad-expression");
});

test("size is bounded, also that of the SQL", () => {
  let deep: Expression = column("distance");
  for (let i = 0; i < 100_000; i++) deep = { op: "negate", of: deep };
  assert.equal(refused(deep).code, "project/bad-expression");
  let doubling: Expression = column("distance");
  for (let i = 0; i < 25; i++) {
    doubling = { op: "coalesce", of: [{ op: "add", left: doubling, right: column("distance") }] };
  }
  assert.throws(() => toSql(doubling, { columns }), { code: "project/bad-expression" });
});

test("columns and lookups are found once, in order", () => {
  const key = column("origin");
  const looked: Expression = { op: "lookup", lookup: "stateOf", key };
  const expression: Expression = { op: "coalesce", of: [looked, { op: "trim", of: key }, looked] };
  assert.deepEqual(columnsOf(expression), ["origin"]);
  assert.deepEqual(lookupsOf(expression), ["stateOf"]);
  const both: Expression = { op: "gt", left: column("distance"), right: column("delay") };
  assert.deepEqual(columnsOf(both), ["distance", "delay"]);
});
