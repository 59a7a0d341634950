import assert from "node:assert/strict";
import { test } from "node:test";
import { Tally } from "../../../src/app/import/tally.ts";
import { progressLine } from "../../../src/cli/follow-import.ts";

test("the line of an import says how far it is, how fast and how long it will take", () => {
  const tally = new Tally({ id: "i", from: "http://x", isDryRun: false, startedAt: 0 });
  assert.equal(progressLine(tally.report(), 1_000), "0 runs · 0 files, 0 B · 0 runs/s");
  tally.total("runs", 2_000);
  tally.add("runs", "copied", 400);
  tally.add("runs", "here", 100);
  tally.add("files", "copied", 3);
  tally.bytes = 12_300_000;
  const line = progressLine(tally.report(), 5_000);
  assert.match(line, /25 % 500 of 2,000 runs · 3 files, 12\.3 MB · 100 runs\/s · 15\.0 s left$/);
});
