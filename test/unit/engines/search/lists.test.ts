import assert from "node:assert/strict";
import { test } from "node:test";
import { parseField, parseFields } from "../../../../src/engines/search/parse-fields.ts";
import { SearchSyntaxError } from "../../../../src/engines/search/query.ts";
import { splitOrder } from "../../../../src/engines/search/split-order.ts";

test("an order is parted at its commas, but not within quotes or brackets of a key", () => {
  assert.deepEqual(splitOrder("best(metrics.auc) DESC, start_time"), [
    "best(metrics.auc) DESC",
    "start_time",
  ]);
  assert.deepEqual(splitOrder('metrics.`a, b` ASC,params."x,y"'), ["metrics.`a, b` ASC", 'params."x,y"']);
  assert.deepEqual(splitOrder("a,"), ["a", ""]);
  assert.throws(() => splitOrder("a, `open"), SearchSyntaxError);
});

test("fields are read one after the other; what is wrong is told with its place", () => {
  assert.deepEqual(parseFields(" metrics.loss, max(metrics.auc), params.`a b` ", "run"), [
    { type: "metric", key: "loss", aggregate: "last" },
    { type: "metric", key: "auc", aggregate: "max" },
    { type: "param", key: "a b" },
  ]);
  assert.deepEqual(parseFields("", "run"), []);
  const wrongAt = (text: string, at: number) =>
    assert.throws(
      () => parseFields(text, "run"),
      (error) => error instanceof SearchSyntaxError && error.at === at,
    );
  wrongAt("metrics.loss params.x", 13);
  wrongAt("metrics.loss, ", 14);
  wrongAt(Array.from({ length: 501 }, () => "status").join(","), 500 * 7 + 6);
  assert.throws(() => parseField("status, user_id", "run"), SearchSyntaxError);
});
