import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compare } from "../../../../src/engines/search/compare.ts";
import { matches } from "../../../../src/engines/search/matches.ts";
import { parseFilter } from "../../../../src/engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../../src/engines/search/parse-order-by.ts";
import { type SearchKind, SearchSyntaxError } from "../../../../src/engines/search/query.ts";
import { experimentOf, modelOf, runOf, versionOf } from "./reference-records.ts";

/** What MLflow 3.17.2 itself finds, orders and refuses: mlflow-reference.py. */
const reference = JSON.parse(readFileSync(join(import.meta.dirname, "mlflow-3.17.2.json"), "utf8")) as Record<
  Exclude<SearchKind, "loggedModel">,
  Table
> & {
  readonly version: string;
  readonly refused: readonly (readonly [SearchKind, string, string])[];
  readonly refusedOrders: readonly (readonly [readonly string[], string])[];
};

interface Table {
  readonly records: readonly never[];
  readonly filters: readonly (readonly [string, readonly number[]])[];
  readonly orders: readonly (readonly [readonly string[], readonly number[]])[];
}

const readers = {
  run: runOf,
  experiment: experimentOf,
  registeredModel: modelOf,
  modelVersion: versionOf,
} as const;
const kinds = ["run", "experiment", "registeredModel", "modelVersion"] as const;

for (const kind of kinds) {
  const { records, filters, orders } = reference[kind];
  const all = records.map(readers[kind]);

  test(`filters find what MLflow ${reference.version} finds: ${kind}`, () => {
    assert.ok(filters.length > 10);
    for (const [filter, expected] of filters) {
      const parsed = parseFilter(filter, kind, 0);
      const found = all.flatMap((record, index) => (matches(parsed, record) ? [index] : []));
      assert.deepEqual(found, expected, filter);
    }
  });

  test(`orders are those of MLflow ${reference.version}: ${kind}`, () => {
    assert.ok(orders.length > 5);
    for (const [order, expected] of orders) {
      const comparison = compare(parseOrderBy(order, kind), kind);
      // From either end, so that no order is right because it was so already.
      for (const start of [[...all], [...all].reverse()]) {
        const found = start.sort(comparison).map((record) => all.indexOf(record));
        assert.deepEqual(found, expected, JSON.stringify(order));
      }
    }
  });
}

/** Where ours says another thing of several that are wrong, or is nearer to the cause. */
const otherWords = new Map([
  ["metrics.acc LIKE 'x'", "Invalid comparator"],
  ["metrics.acc IN (1, 2)", "Invalid comparator"],
  ["start_time LIKE '5'", "Invalid comparator"],
  ["start_time = 'x'", "'x' is no date"],
  ["'a' = 'b'", "Invalid clause(s)"],
  ["metrics.acc > 1; metrics.acc > 2", "Invalid clause(s)"],
  ["creation_time LIKE 'x'", "Invalid comparator"],
  ["tags.a IN ('x')", "Invalid comparator"],
  ["name = 1", "Expected a quoted string value"],
]);

/** The words of a message before what it quotes. */
function shape(message: string): string {
  if (message.startsWith("Invalid comparator")) return "Invalid comparator";
  return (
    message
      .split(/['"`(:]/)[0]
      ?.trim()
      .split(" ")
      .slice(0, 3)
      .join(" ") ?? ""
  );
}

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SearchSyntaxError) return error.message;
    throw error;
  }
  return "not refused";
}

test(`what MLflow ${reference.version} refuses is refused in its words`, () => {
  assert.ok(reference.refused.length > 60);
  for (const [kind, filter, expected] of reference.refused) {
    const ours = refusalOf(() => parseFilter(filter, kind, 0));
    assert.notEqual(ours, "not refused", `${kind}: ${filter}`);
    // Its parser says no more than this, where ours knows what was expected; the second are its internal errors.
    if (/^Invalid (clause|filter)/.test(expected) || /^(ValueError$|could not)/.test(expected)) continue;
    const words = otherWords.get(filter) ?? shape(expected);
    assert.ok(ours.startsWith(words), `${kind}: ${filter}: ${ours} is not ${expected}`);
  }
});

test(`orders that MLflow ${reference.version} refuses are refused`, () => {
  for (const [order, expected] of reference.refusedOrders) {
    const ours = refusalOf(() => parseOrderBy(order, "run"));
    assert.notEqual(ours, "not refused", JSON.stringify(order));
    assert.ok(ours.startsWith(expected.slice(0, 7)), `${JSON.stringify(order)}: ${ours} is not ${expected}`);
  }
});
