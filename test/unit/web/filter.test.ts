import assert from "node:assert/strict";
import { test } from "node:test";
import { meets, parseFilter } from "../../../web/parts/table/filter.ts";

const row: Record<string, string | number | null> = {
  name: "train #3",
  state: "failed",
  rows: 1_200,
  cost: null,
};
const isShown = (filter: string) => meets(parseFilter(filter), Object.keys(row), (key) => row[key] ?? null);

test("words must all occur, in any column", () => {
  assert.ok(isShown("TRAIN fail"));
  assert.ok(isShown('"train #3"'));
  assert.ok(!isShown("train passed"));
  assert.ok(isShown(""));
});

test("conditions compare a column by its key", () => {
  assert.ok(isShown("state=failed rows>1000 rows<=1200"));
  assert.ok(!isShown("rows>1200"));
  assert.ok(isShown("state!=passed"));
  assert.ok(!isShown("cost>0"), "what is unknown is neither more nor less");
  assert.ok(!isShown("nosuch=1"), "a column that does not exist meets nothing");
});
