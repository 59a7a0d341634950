import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName, toCsv } from "../../../web/charts/csv.ts";
import { alignBins } from "../../../web/datasets/align-bins.ts";
import type { ColumnProfile } from "../../../src/contract/records/datasets.ts";

test("CSV follows RFC 4180 and hands no formula to a spreadsheet", () => {
  const table = {
    columns: ["a", "b,c"],
    rows: [
      [1, 'say "hi"'],
      [null, "=1+1"],
      ["x\ny", "-2"],
    ],
  };
  assert.equal(toCsv(table), `a,"b,c"\r\n1,"say ""hi"""\r\n,'=1+1\r\n"x\ny",'-2`);
  assert.equal(fileName("ROC AUC over time", "png"), "roc-auc-over-time.png");
});

const profile = (edges: number[], counts: number[]) =>
  ({ type: "number", histogram: { edges, counts }, top: null }) as unknown as ColumnProfile;

test("the version before is compared over the same bins, and no row is lost inside them", () => {
  const { before } = alignBins(profile([0, 10, 20, 30], [1, 1, 1]), profile([5, 15, 25], [10, 20]));
  // Each old bin is spread evenly: 5–15 gives half to each side of 10; 15–25 half to each side of 20.
  assert.deepEqual(before, [5, 15, 10]);
});

const categories = (top: { value: string; count: number }[]) =>
  ({ histogram: null, top }) as unknown as ColumnProfile;

test("categories are matched by value", () => {
  const bins = alignBins(
    categories([
      { value: "ATL", count: 3 },
      { value: "DEN", count: 2 },
    ]),
    categories([{ value: "DEN", count: 7 }]),
  );
  assert.deepEqual(bins, { now: [3, 2], before: [0, 7] });
});
