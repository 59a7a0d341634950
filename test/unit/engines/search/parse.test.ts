import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFilter } from "../../../../src/engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../../src/engines/search/parse-order-by.ts";
import { type Filter, SearchSyntaxError } from "../../../../src/engines/search/query.ts";

const now = Date.UTC(2026, 0, 10);
const day = 86_400_000;

/** A filter in prefix form, to compare at a glance. */
function shown(filter: Filter | undefined): string {
  if (filter === undefined) return "";
  if (filter.type === "not") return `(not ${shown(filter.of)})`;
  if (filter.type !== "comparison") return `(${filter.type} ${filter.of.map(shown).join(" ")})`;
  const { field, operator, value } = filter;
  const key = "key" in field ? field.key : field.name;
  const of = field.type === "metric" && field.aggregate !== "last" ? `${field.aggregate}:` : "";
  return `${of}${field.type}:${key} ${operator}${value === null ? "" : ` ${JSON.stringify(value)}`}`;
}

/** What MLflow 3.17's grammar allows (utils/search_utils.py), and what goes beyond it. */
const readings: readonly (readonly [string, string])[] = [
  ["", ""],
  ["metrics.acc > 0.9 and params.lr = '0.1'", '(and metric:acc > 0.9 param:lr = "0.1")'],
  ["metric.`a b` <= -1e-3", "metric:a b <= -0.001"],
  ["parameters.\"batch size\" != '3'", 'param:batch size != "3"'],
  ["tags.mlflow.runName LIKE 'a%'", 'tag:mlflow.runName LIKE "a%"'],
  ["tags.a-b.c ILIKE 'x'", 'tag:a-b.c ILIKE "x"'],
  [
    "status = \"FINISHED\" AND attributes.run_id IN ('a', 'b')",
    '(and attribute:status = "FINISHED" attribute:run_id IN ["a","b"])',
  ],
  ["'it''s' = 'x'", "!"],
  ["run_name = 'it''s'", 'attribute:run_name = "it\'s"'],
  ["\"Run name\" = 'x' and Created > 5", '(and attribute:run_name = "x" attribute:start_time > 5)'],
  ["dataset.digest NOT IN ('a',)", 'dataset:digest NOT IN ["a"]'],
  ["params.a IS NULL and tags.b is not null", "(and param:a IS NULL tag:b IS NOT NULL)"],
  ["metrics.a > 1 OR metrics.b > 2 AND metrics.c > 3", "(or metric:a > 1 (and metric:b > 2 metric:c > 3))"],
  [
    "(metrics.a > 1 OR metrics.b > 2) AND NOT metrics.c > 3",
    "(and (or metric:a > 1 metric:b > 2) (not metric:c > 3))",
  ],
  ["best(metrics.loss) < 0.3 and min(auc) > .5", "(and best:metric:loss < 0.3 min:metric:auc > 0.5)"],
  [
    "params.lr > 0.01 and params.depth = 3 and params.x >= '5'",
    "(and param:lr > 0.01 param:depth = 3 param:x >= 5)",
  ],
  [
    "start_time > now - 7d and end_time < -12h",
    `(and attribute:start_time > ${now - 7 * day} attribute:end_time < ${now - day / 2})`,
  ],
  ["start_time >= '2026-01-01'", `attribute:start_time >= ${Date.UTC(2026, 0, 1)}`],
];

test("filters are read as the grammar has them", () => {
  for (const [text, expected] of readings) {
    if (expected === "!") assert.throws(() => parseFilter(text, "run", now), SearchSyntaxError, text);
    else assert.equal(shown(parseFilter(text, "run", now)), expected, text);
  }
});

test("what cannot be read is refused with its place", () => {
  const refused: readonly (readonly [string, number])[] = [
    ["metrics.acc = 'x'", 14],
    ["status = 1", 9],
    ["status > 'a'", 9],
    ["nothing.x = 'y'", 0],
    ["attributes.none = 'x'", 0],
    ["metrics.a LIKE 'x'", 15],
    ["metrics.a > 1 banana", 14],
    ["metrics.a > ", 12],
    ["(metrics.a > 1", 14],
    ["params.a", 8],
    ["run_name = 'open", 11],
    ["metrics.a > 1 AND", 17],
    ["start_time > now - 7", 19],
    ["dataset.size = 'x'", 0],
    ["__proto__ = 'x'", 0],
    ["attributes.constructor = 'x'", 0],
  ];
  for (const [text, at] of refused) {
    assert.throws(
      () => parseFilter(text, "run", now),
      (error: unknown) => error instanceof SearchSyntaxError && error.at === at,
      `${text}: ${String(thrown(() => parseFilter(text, "run", now)))}`,
    );
  }
});

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof SearchSyntaxError ? `${error.message} at ${error.at}` : error;
  }
}

test("each kind has its own fields", () => {
  assert.equal(shown(parseFilter("name LIKE 'a%'", "experiment", now)), 'attribute:name LIKE "a%"');
  assert.equal(shown(parseFilter("version_number > 3", "modelVersion", now)), "attribute:version_number > 3");
  assert.equal(shown(parseFilter("metrics.acc > 3", "loggedModel", now)), "metric:acc > 3");
  for (const kind of ["experiment", "registeredModel", "modelVersion"] as const) {
    assert.throws(() => parseFilter("metrics.acc > 3", kind, now), SearchSyntaxError);
    assert.throws(() => parseFilter("status = 'x'", kind, now), SearchSyntaxError);
  }
});

test("orders have fields and directions, each field once", () => {
  const terms = parseOrderBy(
    ["metrics.loss DESC", "start_time", "best(metrics.auc) asc", "params.`a b`"],
    "run",
  );
  assert.deepEqual(
    terms.map(({ field, isAscending }) => [field.type, isAscending]),
    [
      ["metric", false],
      ["attribute", true],
      ["metric", true],
      ["param", true],
    ],
  );
  assert.throws(() => parseOrderBy(["metrics.a", "metrics.a DESC"], "run"), /duplicate fields/);
  assert.throws(() => parseOrderBy(["metrics.a SIDEWAYS"], "run"), SearchSyntaxError);
});

test("a filter is bounded in length, depth and number of comparisons", () => {
  const refused = [
    `run_name = '${"x".repeat(17_000)}'`,
    `${"(".repeat(60)}metrics.a > 1${")".repeat(60)}`,
    `${"NOT ".repeat(60)}metrics.a > 1`,
    Array.from({ length: 201 }, () => "metrics.a > 1").join(" AND "),
  ];
  for (const text of refused) assert.throws(() => parseFilter(text, "run", now), SearchSyntaxError);
  const most = Array.from({ length: 200 }, () => "metrics.a > 1").join(" OR ");
  assert.equal((parseFilter(most, "run", now) as unknown as { of: unknown[] }).of.length, 200);
});

test("an order is bounded in its number of fields, and a list in what it holds", () => {
  const orders = (count: number) => Array.from({ length: count }, (_, index) => `metrics.m${index}`);
  assert.equal(parseOrderBy(orders(32), "run").length, 32);
  assert.throws(() => parseOrderBy(orders(33), "run"), SearchSyntaxError);
  assert.throws(() => parseOrderBy(["start_time", "Created"], "run"), /duplicate fields/);
  const list = `run_id IN (${"'',".repeat(5_000)})`;
  assert.equal((parseFilter(list, "run", now) as unknown as { value: unknown[] }).value.length, 5_000);
});

test("an order of logged models is an object of its own form", () => {
  const read = (item: object) => parseOrderBy([item as { field_name: string }], "loggedModel");
  const metric = { type: "metric", key: "a b.c", aggregate: "last" };
  assert.deepEqual(read({ field_name: "metrics.a b.c", ascending: false }), [
    { field: metric, isAscending: false },
  ]);
  assert.deepEqual(read({ field_name: "metrics.a b.c", dataset_name: "iris" }), [
    { field: metric, isAscending: true, dataset: { name: "iris", digest: null } },
  ]);
  assert.deepEqual(read({ field_name: "creation_time" }), [
    { field: { type: "attribute", name: "creation_timestamp", isNumber: true }, isAscending: true },
  ]);
  // The same metric on two datasets is two orders.
  const on = (dataset_name: string) => ({ field_name: "metrics.a", dataset_name });
  assert.equal(parseOrderBy([on("iris"), on("wine")], "loggedModel").length, 2);
  assert.throws(() => parseOrderBy([on("iris"), on("iris")], "loggedModel"), /duplicate fields/);
  const refused: readonly (readonly [object, RegExp])[] = [
    // The messages of MLflow 3.17.2, SearchLoggedModelsUtils.
    [{}, /^`field_name` in the `order_by` clause must be specified/],
    [{ field_name: "params.a" }, /^Invalid order by field name: params, only `metrics.<name>` is allowed/],
    [{ field_name: "a", ascending: 1 }, /^Value of `ascending` in the `order_by` clause must be a boolean/],
    [
      { field_name: "metrics.a", dataset_digest: "d" },
      /^`dataset_digest` can only be specified if `dataset_name`/,
    ],
    [{ field_name: "banana" }, /^Invalid attribute key 'banana'/],
  ];
  for (const [item, message] of refused) assert.throws(() => read(item), { message });
  assert.throws(() => parseOrderBy([{ field_name: "metrics.a" }], "run"), SearchSyntaxError);
});

test("hostile texts are refused in a message of bounded length", () => {
  const hostile = [
    `${"1".repeat(16_000)}a`,
    `1.${"1".repeat(15_000)}x`,
    "'".repeat(15_999),
    "(".repeat(16_000),
    `params.${"a-".repeat(8_000)}`,
    `attributes.\`${"x".repeat(16_000)}\` = 'x'`,
    `start_time = '${"9".repeat(16_000)}'`,
    `start_time > ${"-".repeat(16_000)}`,
    "constructor.x = 'y'",
    "__proto__.x = 'y'",
    "attributes.__proto__ = 'y'",
    "toString(metrics.a) > 1",
  ];
  for (const text of hostile) {
    assert.throws(
      () => parseFilter(text, "run", now),
      (error: unknown) => error instanceof SearchSyntaxError && error.message.length <= 501,
      text.slice(0, 40),
    );
  }
});
