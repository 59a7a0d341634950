import assert from "node:assert/strict";
import { test } from "node:test";
import { Tally } from "../../../../src/lifecycle/deployments/comparison.ts";
import { Lease } from "../../../../src/lifecycle/deployments/served-model.ts";

test("rows that nobody could score say nothing about speed", () => {
  const tally = new Tally();
  tally.count(10, 0, 40);
  tally.count(90, 90, null);
  const { errors, latencyP50Ms } = tally.stats("mdv_1", 0, null);
  assert.equal(errors, 90);
  // 4 ms a row, told by bins of 4.5 % to either side
  assert.ok(Math.abs((latencyP50Ms ?? 0) / 4 - 1) < 0.046, `${latencyP50Ms}`);
});

test("a model is closed once, after its last call", async () => {
  const ended = Promise.withResolvers<void>();
  let closed = 0;
  const model = {
    versionId: "mdv_1",
    model: "delays",
    version: 1,
    signature: { inputs: [], target: { name: "late", kind: "binary" as const }, time: null },
    score: () => ended.promise.then(() => []),
    [Symbol.asyncDispose]: async () => void closed++,
  };
  const lease = new Lease(model);
  const calls = [lease.score([]), lease.score([])];
  const retired = lease.retire();
  assert.equal(closed, 0);
  ended.resolve();
  await Promise.all([...calls, retired]);
  await lease.score([]);
  assert.equal(closed, 1);
});
