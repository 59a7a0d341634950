import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFilter } from "../../../../src/engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../../src/engines/search/parse-order-by.ts";
import { printFilter, printOrder } from "../../../../src/engines/search/print.ts";
import type { SearchKind } from "../../../../src/engines/search/query.ts";
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
