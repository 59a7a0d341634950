import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, type Known } from "../../../../src/engines/search/complete.ts";

const known: Known = {
  kind: "run",
  metrics: ["loss", "val loss", "auc"],
  params: ["lr", "depth"],
  tags: ["team"],
  values: (field) => (field.type === "tag" ? ["a", "it's"] : undefined),
};

/** The text with each completion put in; `|` is the cursor. */
function completed(marked: string, of: Known = known): string[] {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { from, to, items } = complete(text, cursor, of);
  return items.map((item) => text.slice(0, from) + item.text + text.slice(to));
}

test("a place is completed by what the grammar and the records have there", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["metrics.l|oss > 1", ["metrics.loss > 1"]],
    ["metric.`val l|` > 1", ["metrics.`val loss` > 1"]],
    ["best(|", ["best(metrics.loss)", "best(metrics.`val loss`)", "best(metrics.auc)"]],
    ["best(au|", ["best(metrics.auc)"]],
    ["max(metrics.a|", ["max(metrics.auc)"]],
    ["NOT pa|", ["NOT params.lr", "NOT params.depth"]],
    ["attr.sta|", ["status", "start_time"]],
    ["params.lr IS N|", ["params.lr IS NULL", "params.lr IS NOT NULL"]],
    ["run_id NOT |", ["run_id NOT IN"]],
    [
      "metrics.loss |",
      [
        "metrics.loss =",
        "metrics.loss !=",
        "metrics.loss >",
        "metrics.loss >=",
        "metrics.loss <",
        "metrics.loss <=",
      ],
    ],
    ["tags.team = |", ["tags.team = 'a'", "tags.team = 'it''s'"]],
    ["tags.team = 'i|'", ["tags.team = 'it''s'"]],
    ["status = fin|", ["status = 'FINISHED'"]],
    ["start_time > now - 7|", ["start_time > now - 7d"]],
    ["metrics.loss > 1 a|", ["metrics.loss > 1 AND"]],
    ["(metrics.loss > 1)|", ["(metrics.loss > 1)AND", "(metrics.loss > 1)OR"]],
    ["metrics.loss > 1 OR (tags.te|", ["metrics.loss > 1 OR (tags.team"]],
    ["metrics.loss > 1|", []],
    ["nothing.x |", []],
    ["metrics.loss LIKE |", []],
    ["@|", []],
    ["metrics.loss > 1 banana |", []],
  ];
  for (const [marked, expected] of cases) assert.deepEqual(completed(marked), expected, marked);
});

test("an empty filter offers every field of the kind", () => {
  const offered = completed("|");
  for (const text of [
    "run_id",
    "start_time",
    "dataset.name",
    "metrics.`val loss`",
    "params.lr",
    "tags.team",
    "best(",
  ])
    assert.ok(offered.includes(text), text);
  assert.deepEqual(completed("|", { kind: "registeredModel", metrics: ["loss"], tags: ["team"] }), [
    "name",
    "creation_timestamp",
    "last_updated_timestamp",
    "tags.team",
    "NOT",
  ]);
});

test("completions are few, whatever is known", () => {
  const many = Array.from({ length: 12_000 }, (_, index) => `metric ${index}`);
  const { items } = complete("metrics.", 8, { kind: "run", metrics: many });
  assert.equal(items.length, 50);
  assert.deepEqual(complete("x".repeat(20_000), 5, known).items, []);
});
