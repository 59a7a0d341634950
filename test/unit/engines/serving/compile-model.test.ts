import assert from "node:assert/strict";
import { test } from "node:test";
import { compileModel } from "../../../../src/engines/serving/compile-model.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { byHand } from "../by-hand-model.ts";
import { columns, randomRow, type Row } from "../random-expression.ts";
import { randomModel } from "../random-model.ts";

test("a row is scored from raw values", () => {
  const model = compileModel(byHand);
  const row = { origin: "JFK", at: "2001-01-31T23:59:59.999Z", delay: 14, cargo: true };
  // 0.5 + (14-10)/2 + 10·(23-12) + 100 + 2000
  assert.deepEqual([...model.scoreRow(row)], [2_212.5]);
  const sparse = { origin: "LIS", at: null, delay: null, cargo: null, further: "ignored" };
  assert.deepEqual([...model.scoreRow(sparse)], [0.5]);
});

test("times are epoch milliseconds or ISO 8601, UTC unless an offset is given", () => {
  const model = compileModel(byHand);
  const hourOf = (at: unknown): number => {
    const [score] = model.scoreRow({ origin: null, at, delay: null, cargo: null });
    return ((score as number) - 0.5) / 10 + 12;
  };
  assert.equal(hourOf(0), 0);
  assert.equal(hourOf(-1), 23);
  assert.equal(hourOf("2001-01-31"), 0);
  assert.equal(hourOf("2000-02-29T07:00"), 7);
  assert.equal(hourOf("2001-01-31T13:45"), 13);
  assert.equal(hourOf("2001-01-31 13:45:10"), 13);
  assert.equal(hourOf("2001-01-31T13:45:10.5-03:00"), 16);
});

test("a wrong value is refused, naming column, found and expected", () => {
  const model = compileModel(byHand);
  const good = { origin: "SFO", at: 0, delay: 1, cargo: false };
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ delay: "12" }, /Column delay is the text "12" where a finite number or null is expected/],
    [{ delay: NaN }, /the number NaN/],
    [{ delay: Infinity }, /the number Infinity/],
    [{ delay: undefined }, /Column delay is missing/],
    [{ origin: 7 }, /Column origin is the number 7/],
    [{ origin: "x".repeat(10_001) }, /a text of 10001 characters/],
    [{ at: "yesterday" }, /Column at is the text "yesterday"/],
    [{ at: "2001-13-45" }, /Column at/],
    [{ at: "2001-02-30" }, /Column at/],
    [{ at: 8.65e15 }, /Column at/],
    [{ cargo: 1 }, /Column cargo is the number 1 where true, false or null is expected/],
    [{ cargo: [] }, /a list/],
    [{ origin: {} }, /a object/],
  ];
  for (const [wrong, because] of cases) {
    assert.throws(
      () => model.scoreRow({ ...good, ...wrong }),
      (error) =>
        error instanceof PrumoError && error.code === "predictions/bad-input" && because.test(error.message),
      JSON.stringify(wrong),
    );
  }
  assert.throws(() => model.scoreRow({}), { code: "predictions/bad-input", message: /origin is missing/ });
  assert.ok(model.scoreRow(good)[0]);
});

function toColumns(rows: readonly Row[]): Record<string, Float64Array | (string | null)[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [
      name,
      type === "string"
        ? rows.map((row) => row[name] as string | null)
        : Float64Array.from(rows, (row) => (row[name] === null ? NaN : Number(row[name]))),
    ]),
  );
}

test("rows one by one, rows at once and columns give the same scores", () => {
  const random = seededRandom(5);
  const rows = Array.from({ length: 700 }, () => randomRow(random));
  for (const target of ["binary", "multiclass", "regression"] as const) {
    const taste = { nulls: true, trim: true, target, predictor: "trees" } as const;
    const model = compileModel(randomModel(seededRandom(11), rows, taste));
    const raw = toColumns(rows);
    const before = structuredClone(raw);
    const byColumns = model.scoreColumns(raw, rows.length);
    assert.equal(byColumns.length, rows.length * model.width);
    assert.deepEqual(model.scoreRows(rows), byColumns);
    assert.deepEqual(model.scoreRow(rows[3] ?? {}), byColumns.slice(3 * model.width, 4 * model.width));
    assert.deepEqual(raw, before, "the caller's columns were written to");
    assert.ok(new Set(byColumns).size > 20, "the model tells rows apart");
  }
});

test("columns are checked", () => {
  const model = compileModel(byHand);
  const good = {
    origin: ["SFO"],
    at: Float64Array.of(0),
    delay: Float64Array.of(1),
    cargo: [true],
  };
  assert.equal(model.scoreColumns(good, 1).length, 1);
  const { origin: _, ...without } = good;
  assert.throws(() => model.scoreColumns(without, 1), { code: "predictions/bad-input", message: /origin/ });
  assert.throws(() => model.scoreColumns({ ...good, delay: new Float64Array(2) }, 1), {
    code: "predictions/bad-input",
    message: /2 values/,
  });
  assert.throws(() => model.scoreColumns({ ...good, origin: Float64Array.of(1) }, 1), {
    code: "predictions/bad-input",
  });
  assert.throws(() => model.scoreColumns({ ...good, cargo: ["yes"] }, 1), { code: "predictions/bad-input" });
});
