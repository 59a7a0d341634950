import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, columnOf, usualColumns } from "../../../web/experiments/runs-table/columns.ts";
import { itemsOf } from "../../../web/experiments/runs-table/items.ts";
import { inView, layoutOf, moved } from "../../../web/experiments/runs-table/layout.ts";
import { nextOrder, queryOf, viewIn, viewOfQuery } from "../../../web/experiments/runs-table/view.ts";

test("a view goes into an address and comes out the same, whatever its keys are", () => {
  const view = {
    filter: "metrics.`a, b` > 1 AND tags.x = 'ü & ?'",
    order: "best(metrics.`a, b`) DESC",
    columns: ["status", "metrics.`a, b`", "params.`x y`"],
    pins: ["best(metrics.loss)"],
    group: "params.`x y`",
    folded: ["tag" as const],
    widths: new Map([["metrics.`a, b`", 220]]),
    show: "deleted" as const,
  };
  assert.deepEqual(viewOfQuery(queryOf(view)), view);
  assert.equal(queryOf(viewIn({})), "");
});

test("what makes no sense in an address is left out", () => {
  const view = viewIn({
    columns: "status, 'open",
    widths: "status 99999, metrics.a -3, x",
    show: "everything",
    folded: "metric, nothing",
    filter: { $ne: 1 },
    order: 7,
  });
  assert.deepEqual(view.columns, []);
  assert.deepEqual([...view.widths], []);
  assert.equal(view.show, "active");
  assert.deepEqual(view.folded, ["metric"]);
  assert.equal(view.filter, "");
  assert.equal(columnOf("constructor"), undefined);
  assert.equal(columnOf("metrics."), undefined);
  assert.equal(columnOf("dataset.name"), undefined);
});

test("the best comes first: the least of a loss, the greatest of an accuracy", () => {
  assert.equal(nextOrder("", "metrics.loss", true), "metrics.loss ASC");
  assert.equal(nextOrder("metrics.loss ASC", "metrics.loss", true), "metrics.loss DESC");
  assert.equal(nextOrder("metrics.loss DESC", "metrics.loss", true), "");
  assert.equal(nextOrder("metrics.loss", "metrics.loss", true), "metrics.loss DESC");
  assert.equal(nextOrder("metrics.loss DESC", "metrics.auc", false), "metrics.auc DESC");
});

test("pinned columns stand first, the others by their kind; only those in view are drawn", () => {
  const ids = ["status", "metrics.a", "params.p", "metrics.b", "tags.t"];
  const { pinned, groups } = arranged(ids, ["metrics.b"]);
  assert.deepEqual(
    pinned.map(({ id }) => id),
    ["metrics.b"],
  );
  assert.deepEqual(
    groups.map(([kind, columns]) => [kind, ...columns.map(({ id }) => id)]),
    [
      ["attribute", "status"],
      ["metric", "metrics.a"],
      ["param", "params.p"],
      ["tag", "tags.t"],
    ],
  );
  const layout = layoutOf(
    ids,
    { pins: ["metrics.b"], folded: ["param"], widths: new Map([["status", 300]]) },
    200,
  );
  assert.deepEqual(
    layout.free.map(({ start, width }) => [start, width]),
    [
      [0, 300],
      [300, 130],
      [430, 150],
      [580, 120],
    ],
  );
  assert.equal(layout.keys, "metrics.b, metrics.a, tags.t");
  assert.deepEqual(inView(layout.free, 301, 129), [1, 2]);
  assert.deepEqual(inView(layout.free, 0, 10_000), [0, 4]);
  assert.deepEqual(moved(ids, "metrics.b", -1), ["status", "metrics.b", "params.p", "metrics.a", "tags.t"]);
});

test("closed groups are one row each", () => {
  const groups = [3, 2, 4].map((runs) => ({ value: String(runs), runs, isRest: false }));
  const items = itemsOf(9, groups, new Set([1]));
  assert.deepEqual(
    Array.from({ length: items.count }, (_, index) => items.at(index)),
    [-1, -2, 3, 4, -3],
  );
  assert.equal(itemsOf(100_000, [], new Set()).count, 100_000);
});

test("columns of programs are not shown until they are chosen", () => {
  const counts = (...keys: string[]) => ({
    items: keys.map((key) => ({ key, runs: 1, isMore: false })),
    isCut: false,
  });
  const columns = usualColumns({
    metrics: counts("a.b", "c d"),
    params: counts(),
    tags: counts("mlflow.user", "team", "prumo.view.x"),
  });
  assert.deepEqual(columns, [
    "status",
    "start_time",
    "duration",
    "metrics.a.b",
    "metrics.`c d`",
    "tags.team",
  ]);
});
