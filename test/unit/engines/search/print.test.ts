import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFilter } from "../../../../src/engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../../src/engines/search/parse-order-by.ts";
import { printFilter, printOrder } from "../../../../src/engines/search/print.ts";
import { type SearchKind, SearchSyntaxError } from "../../../../src/engines/search/query.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { randomField, randomFilter } from "./random-filter.ts";

const kinds: readonly SearchKind[] = ["run", "experiment", "loggedModel", "registeredModel", "modelVersion"];

test("a filter that is printed reads as the same filter", () => {
  const random = seededRandom(7);
  for (const kind of kinds) {
    for (let round = 0; round < 1_000; round++) {
      const filter = randomFilter(random, kind, 3);
      const text = printFilter(filter);
      assert.deepEqual(parseFilter(text, kind, 0), filter, text);
    }
  }
});

test("an order that is printed reads as the same order", () => {
  const random = seededRandom(8);
  for (let round = 0; round < 1_000; round++) {
    const field = randomField(random, "run");
    if (field.type === "dataset") continue;
    const term = { field, isAscending: random.below(2) === 0 };
    assert.deepEqual(parseOrderBy([printOrder(term)], "run"), [term]);
  }
});

test("any mixture of words is read and printed alike, or refused", () => {
  const parts = [
    [
      "metrics.loss",
      "params.`a b`",
      'tags."x"',
      "run_id",
      "start_time",
      "name",
      "best(loss)",
      "min(metrics.a)",
      "NOT tags.a",
      "(params.a",
    ],
    ["=", "!=", "<>", "<", ">=", "LIKE", "ilike", "IN", "NOT IN", "IS", "IS NOT"],
    [
      "'y'",
      '"y"',
      "1",
      "-2.5",
      "-0",
      "1e999",
      "('a', 'b')",
      "('a',)",
      "NULL",
      "now - 7d",
      "-7d",
      "'2026-01-31'",
      "''",
      "'it''s'",
    ],
    ["AND", "or", ") AND", "AND NOT", ")", "", "AND (", "@", ";"],
  ];
  const random = seededRandom(9);
  const pick = (items: readonly string[] = []) => items[random.below(items.length)];
  let read = 0;
  for (let round = 0; round < 20_000; round++) {
    const kind = kinds[random.below(kinds.length)] as SearchKind;
    const length = [3, 4, 7, 8][random.below(4)] as number;
    const words = Array.from({ length }, (_, at) =>
      pick(parts[random.below(12) === 0 ? random.below(4) : at % 4]),
    );
    const soup = words.join(random.below(8) === 0 ? "" : " ");
    try {
      const filter = parseFilter(soup, kind, 0);
      assert.deepEqual(parseFilter(printFilter(filter), kind, 0), filter, soup);
      read++;
    } catch (error) {
      if (!(error instanceof SearchSyntaxError)) throw error;
    }
  }
  assert.ok(read > 300 && read < 19_000, `${read} could be read`);
});

test("what is printed is as short as it may be", () => {
  const now = Date.UTC(2026, 0, 10);
  const printed: readonly (readonly [string, string])[] = [
    [
      "((metric.a>1))and(not(params.`b`='it''s' or attr.status!=\"x\"))",
      "metrics.a > 1 AND NOT (params.b = 'it''s' OR status != 'x')",
    ],
    [
      "(metrics.a > 1 AND metrics.b > 2) OR tags.`x y` IS NULL",
      "metrics.a > 1 AND metrics.b > 2 OR tags.`x y` IS NULL",
    ],
    ["best(loss)<.3 and last(metrics.a)<>2", "best(metrics.loss) < 0.3 AND metrics.a != 2"],
    ["Created >= now", `start_time >= ${now}`],
    ["run_id in ('a','b',)", "run_id IN ('a', 'b')"],
    ['tags."a`b".`c"d` = \'\'', 'tags."a`b".`c"d` = \'\''],
  ];
  for (const [text, expected] of printed) assert.equal(printFilter(parseFilter(text, "run", now)), expected);
});
