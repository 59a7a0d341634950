import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../../../src/engines/search/compare.ts";
import { matches } from "../../../../src/engines/search/matches.ts";
import { parseFilter } from "../../../../src/engines/search/parse-filter.ts";
import { parseOrderBy } from "../../../../src/engines/search/parse-order-by.ts";
import type { SearchRecord } from "../../../../src/engines/search/record.ts";
import { present } from "./reference-records.ts";

/** What goes beyond MLflow's grammar; MLflow's part is in mlflow-reference.test.ts. */

const now = Date.UTC(2026, 0, 31, 12);
const hour = 3_600_000;

const run: SearchRecord = {
  attributes: present({ run_id: "r1", status: "RUNNING", start_time: now - hour, end_time: null }),
  metrics: new Map([
    ["loss", { last: 0.4, min: 0.2, max: 0.9 }],
    ["acc", { last: 0.7, min: 0.1, max: 0.8 }],
    ["all-nan", { last: Number.NaN, min: Number.NaN, max: Number.NaN }],
    ["ends-nan", { last: Number.NaN, min: 1, max: 2 }],
  ]),
  params: new Map([
    ["lr", "0.10"],
    ["depth", "12"],
    ["small", "1e-3"],
    ["text", "deep"],
    ["empty", ""],
    ["blank", " "],
    ["infinite", "Infinity"],
    ["hex", "0x10"],
  ]),
  tags: new Map([["team", "a"]]),
  datasets: [{ name: "iris", digest: "d1" }],
};

test("comparisons beyond MLflow's", () => {
  const met = [
    "params.lr = 0.1",
    "params.lr = '0.10'",
    "params.lr != '0.1'",
    "params.depth > 9",
    "params.depth > '9'",
    "params.small < 0.01",
    "params.depth != 3",
    "min(metrics.loss) = 0.2 AND max(metrics.loss) = 0.9 AND last(metrics.loss) = 0.4",
    "best(metrics.loss) < 0.3 AND best(acc) > 0.75",
    "min(metrics.`ends-nan`) = 1",
    "metrics.`ends-nan` != 1",
    "metrics.`all-nan` != 1",
    "status = 'FINISHED' OR tags.team = 'a'",
    "status = 'FINISHED' AND status = 'x' OR tags.team = 'a'",
    "NOT (status = 'FINISHED' AND tags.team = 'a')",
    "NOT NOT tags.team = 'a'",
    "start_time > now - 2h AND start_time < -30m",
    "start_time >= '2026-01-31' AND start_time < '2026-01-31T11:30'",
    "start_time = '2026-01-31T12:00:00+01:00'",
    // What a record lacks meets nothing, and so NOT of it.
    "NOT tags.none = 'x'",
    "NOT end_time > 0",
    "NOT params.text > 0",
    "NOT metrics.`all-nan` > 0",
    "tags.none IS NULL",
  ];
  const unmet = [
    "params.lr = '0.1'",
    "params.depth < '9'",
    "params.text > 0",
    "params.text != 0",
    "params.empty <= 0",
    "params.blank = 0",
    "params.infinite > 0",
    "params.hex = 16",
    "params.none != 0",
    "min(metrics.`all-nan`) < 0",
    "metrics.`all-nan` = 0",
    "NOT metrics.`all-nan` != 0",
    "end_time > 0",
    "end_time != 0",
    "dataset.context != 'x'",
    "metrics.constructor != 0",
    "params.__proto__ IS NOT NULL",
    "tags.toString IS NOT NULL",
    "start_time > now",
  ];
  for (const [filters, expected] of [
    [met, true],
    [unmet, false],
  ] as const) {
    for (const filter of filters)
      assert.equal(matches(parseFilter(filter, "run", now), run), expected, filter);
  }
  assert.equal(matches(undefined, run), true);
});

test("times are dates that there are, in UTC unless they say otherwise", () => {
  const at = (text: string) => {
    const filter = parseFilter(`start_time = '${text}'`, "run", 0);
    return filter?.type === "comparison" ? filter.value : undefined;
  };
  assert.equal(at("2026-01-31"), Date.UTC(2026, 0, 31));
  assert.equal(at("2026-01-31 13:05"), Date.UTC(2026, 0, 31, 13, 5));
  assert.equal(at("2026-01-31T13:05:06.7Z"), Date.UTC(2026, 0, 31, 13, 5, 6, 700));
  assert.equal(at("2024-02-29T00:00:00-03:00"), Date.UTC(2024, 1, 29, 3));
  const none = [
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-01-31T25:00",
    "2026-1-1",
    "31.01.2026",
    "2026-01-31 (x)",
    "x",
    "",
  ];
  for (const text of none) assert.throws(() => at(text), /is no date/, text);
  for (const text of ["7d", "now - 7", "now -", "- 7y", "now - 9999999999d"]) {
    assert.throws(() => parseFilter(`start_time > ${text}`, "run", 0), { name: "SearchSyntaxError" }, text);
  }
});

test("orders by an aggregate, and values before NaN before nothing either way", () => {
  const of = (run_id: string, last: number, max: number): SearchRecord => ({
    attributes: present({ run_id, start_time: 1 }),
    metrics: new Map([["acc", { last, min: last, max }]]),
  });
  const none: SearchRecord = { attributes: present({ run_id: "e", start_time: 1 }) };
  const all = [none, of("d", Number.NaN, 9), of("c", Number.NaN, Number.NaN), of("b", 1, 5), of("a", 2, 3)];
  const ids = (...order: string[]) =>
    [...all]
      .sort(compare(parseOrderBy(order, "run"), "run"))
      .map(({ attributes }) => attributes.get("run_id"));
  assert.deepEqual(ids("metrics.acc"), ["b", "a", "c", "d", "e"]);
  assert.deepEqual(ids("metrics.acc DESC"), ["a", "b", "c", "d", "e"]);
  assert.deepEqual(ids("best(metrics.acc) DESC"), ["d", "b", "a", "c", "e"]);
  assert.deepEqual(ids("max(metrics.acc)"), ["a", "b", "d", "c", "e"]);
});

test("logged models are ordered by a metric on one dataset", () => {
  const of = (model_id: string, ...measured: [number, string, string][]): SearchRecord => ({
    attributes: present({ model_id, creation_timestamp: 1 }),
    measured: measured.map(([value, dataset, digest]) => ({ key: "a b", value, dataset, digest })),
  });
  const all = [
    of("m1", [1, "iris", "d1"], [5, "iris", "d2"]),
    of("m2", [3, "iris", "d2"]),
    of("m3", [2, "wine", "d2"]),
  ];
  const ids = (more: object) => {
    const terms = parseOrderBy([{ field_name: "metrics.a b", ...more }], "loggedModel");
    return [...all].sort(compare(terms, "loggedModel")).map(({ attributes }) => attributes.get("model_id"));
  };
  assert.deepEqual(ids({ dataset_name: "iris" }), ["m1", "m2", "m3"]);
  assert.deepEqual(ids({ dataset_name: "iris", ascending: false }), ["m2", "m1", "m3"]);
  assert.deepEqual(ids({ dataset_name: "iris", dataset_digest: "d2", ascending: false }), ["m1", "m2", "m3"]);
});

test("texts are ordered as their bytes are", () => {
  const all = ["\u{1f600}", "\uffee", "é", "z", "Z", "zz", ""];
  const records = all.map((name): SearchRecord => ({ attributes: present({ name }) }));
  const found = records.sort(compare(parseOrderBy(["name"], "registeredModel"), "registeredModel"));
  const bytes = [...all].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual(
    found.map(({ attributes }) => attributes.get("name")),
    bytes,
  );
});
