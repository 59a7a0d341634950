import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type CheckSpec, checkSpecSchema } from "../../../../src/contract/project/schema.ts";
import { planChecks } from "../../../../src/engines/quality/check-plan.ts";
import { checksSql, judgeChecks, qualityOf } from "../../../../src/engines/quality/run-checks.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { openTables, people } from "./tables.ts";

const tables = openTables();
after(() => tables[Symbol.asyncDispose]());

/** Expected values are counted by hand in `people`. */
const cases: readonly [
  Record<string, unknown>,
  { verdict: string; failing: number | null; measured: unknown },
][] = [
  [
    { kind: "notNull", columns: ["id"] },
    { verdict: "failed", failing: 1, measured: "id 1" },
  ],
  [
    { kind: "notNull", columns: ["id", "mail", "team"] },
    { verdict: "failed", failing: 3, measured: "id 1, mail 1, team 1" },
  ],
  [
    { kind: "inRange", column: "age", min: 0, max: 100 },
    { verdict: "failed", failing: 2, measured: "-1 to 120" },
  ],
  [
    { kind: "inRange", column: "age", min: -1, max: 120 },
    { verdict: "passed", failing: 0, measured: "-1 to 120" },
  ],
  [
    { kind: "inRange", column: "age", max: 119.5, severity: "warn" },
    { verdict: "warned", failing: 1, measured: "-1 to 120" },
  ],
  [
    { kind: "inRange", column: "born", min: Date.UTC(2001, 0, 3) },
    { verdict: "failed", failing: 2, measured: `${Date.UTC(2001, 0, 1)} to ${Date.UTC(2001, 0, 6)}` },
  ],
  [
    { kind: "matches", column: "mail", pattern: "^[^@]+@[^@]+$" },
    { verdict: "failed", failing: 2, measured: "" },
  ],
  [
    { kind: "matches", column: "mail", pattern: "@x\\.org$|^$|\\u006eot" },
    { verdict: "passed", failing: 0, measured: null },
  ],
  [
    { kind: "inSet", column: "team", values: ["a", "b"] },
    { verdict: "failed", failing: 1, measured: "c" },
  ],
  [
    { kind: "inSet", column: "id", values: [1, 2, 3, 4, 5] },
    { verdict: "passed", failing: 0, measured: null },
  ],
  [
    { kind: "inSet", column: "active", values: ["true"] },
    { verdict: "failed", failing: 1, measured: "false" },
  ],
  [
    { kind: "unique", columns: ["id"] },
    { verdict: "failed", failing: 2, measured: 1 },
  ],
  [
    { kind: "unique", columns: ["id", "age"] },
    { verdict: "passed", failing: 0, measured: 0 },
  ],
  [
    { kind: "unique", columns: ["team", "active"] },
    { verdict: "failed", failing: 3, measured: 1 },
  ],
  [
    { kind: "rowCount", min: 7, max: 7 },
    { verdict: "passed", failing: null, measured: 7 },
  ],
  [
    { kind: "rowCount", min: 8, severity: "warn" },
    { verdict: "warned", failing: null, measured: 7 },
  ],
  [
    { kind: "columnTypes", types: { id: "number", born: "timestamp" } },
    { verdict: "passed", failing: null, measured: "as expected" },
  ],
  [
    { kind: "columnTypes", types: { id: "string", ghost: "number" } },
    { verdict: "failed", failing: null, measured: "id is number, ghost is absent" },
  ],
];

async function run(checks: readonly CheckSpec[]) {
  const plan = planChecks(checks, people.columns);
  const [row] = await tables.rows(checksSql(plan, people.relation));
  return judgeChecks(plan, people.relation, row ?? {});
}

describe("checks", () => {
  for (const [written, expected] of cases) {
    const check = checkSpecSchema.parse(written);
    it(`${JSON.stringify(written)} is ${expected.verdict}`, async () => {
      const [result] = await run([check]);
      assert.equal(result?.verdict, expected.verdict);
      assert.equal(result.failingRows, expected.failing);
      assert.equal(result.measured, expected.measured);
    });
  }

  it("say the same all in one statement as one by one", async () => {
    const checks = cases.map(([written]) => checkSpecSchema.parse(written));
    const together = await run(checks);
    const apart = [];
    for (const check of checks) apart.push(...(await run([check])));
    assert.deepEqual(together, apart);
    assert.equal(qualityOf(together), "failed");
  });

  it("read the table once, but for unique", () => {
    const checks = cases.map(([written]) => checkSpecSchema.parse(written));
    const plain = checks.filter((check) => check.kind !== "unique");
    const sql = checksSql(planChecks(plain, people.columns), people.relation);
    assert.equal(sql.split("FROM (SELECT * FROM (VALUES").length - 1, 1);
  });

  it("carry what a person reads", async () => {
    const results = await run([
      checkSpecSchema.parse({ kind: "inRange", column: "age", min: 0 }),
      checkSpecSchema.parse({ kind: "notNull", columns: ["id", "team"] }),
    ]);
    assert.deepEqual(
      results.map(({ check, dimension, columns, expected }) => ({ check, dimension, columns, expected })),
      [
        { check: "inRange(age)", dimension: "validity", columns: ["age"], expected: "at least 0" },
        {
          check: "notNull(id, team)",
          dimension: "completeness",
          columns: ["id", "team"],
          expected: "no nulls",
        },
      ],
    );
  });

  it("pass on no rows, whatever they ask of rows", async () => {
    const empty = `(SELECT * FROM ${people.relation} WHERE false)`;
    const checks = cases.map(([written]) => checkSpecSchema.parse(written));
    const plan = planChecks(
      checks.filter((check) => check.kind !== "rowCount" && check.kind !== "columnTypes"),
      people.columns,
    );
    const [row] = await tables.rows(checksSql(plan, empty));
    assert.equal(qualityOf(judgeChecks(plan, empty, row ?? {})), "passed");
  });

  const refused: readonly [Record<string, unknown>, string, RegExp][] = [
    [{ kind: "notNull", columns: ["ag"] }, "datasets/unknown-column", /Did you mean age\?/],
    [{ kind: "unique", columns: ["id", "zzzzzzzz"] }, "datasets/unknown-column", /It has id, mail/],
    [{ kind: "inRange", column: "mail", min: 1 }, "datasets/bad-check", /is a string/],
    [{ kind: "inRange", column: "age" }, "datasets/bad-check", /needs min or max/],
    [{ kind: "inRange", column: "age", min: 2, max: 1 }, "datasets/bad-check", /above/],
    [{ kind: "inSet", column: "age", values: ["x"] }, "datasets/bad-check", /"x" is not a number/],
    [{ kind: "matches", column: "age", pattern: "x" }, "datasets/bad-check", /not a string/],
    [{ kind: "matches", column: "mail", pattern: "(" }, "datasets/bad-check", /Unterminated group/],
    [{ kind: "matches", column: "mail", pattern: "(?=x)" }, "datasets/bad-check", /look/],
    [{ kind: "matches", column: "mail", pattern: "(?<!x)y" }, "datasets/bad-check", /look/],
    [{ kind: "matches", column: "mail", pattern: "(a)\\1" }, "datasets/bad-check", /refer back/],
  ];
  for (const [written, code, says] of refused) {
    it(`${JSON.stringify(written)} is refused`, () => {
      assert.throws(
        () => planChecks([checkSpecSchema.parse(written)], people.columns),
        (error: unknown) => error instanceof PrumoError && error.code === code && says.test(error.message),
      );
    });
  }

  it("take quotes in names, values and patterns for what they are", async () => {
    const name = `a"b'c`;
    const relation = `(SELECT 'it''s' AS "a""b'c")`;
    const schema = [{ name, type: "string", storageType: "VARCHAR", nullable: true } as const];
    const plan = planChecks(
      [
        { kind: "inSet", column: name, values: ["it's"], severity: "error" },
        { kind: "matches", column: name, pattern: "'", severity: "error" },
        { kind: "unique", columns: [name], severity: "error" },
      ],
      schema,
    );
    const [row] = await tables.rows(checksSql(plan, relation));
    assert.equal(qualityOf(judgeChecks(plan, relation, row ?? {})), "passed");
  });
});
