import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, usualRetries } from "../../../../src/lifecycle/models/webhooks/delivery.ts";
import { Slots } from "../../../../src/lifecycle/models/webhooks/slots.ts";

const answer = (status: number, retryAfterMs: number | null = null) => ({ status, body: "", retryAfterMs });
const waitOf = (attempt: number, lot: number, tried = answer(503)) => {
  const outcome = outcomeOf(tried, attempt, usualRetries, lot);
  return outcome.state === "pending" ? outcome.waitMs : outcome.state;
};

test("waits double, half of each by lot, up to an hour, and end", () => {
  assert.deepEqual(
    [1, 2, 3, 10, 11, 17].map((attempt) => waitOf(attempt, 1)),
    [5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000],
  );
  assert.deepEqual([waitOf(1, 0), waitOf(1, 0.5)], [2_500, 3_750]);
  assert.equal(waitOf(18, 0), "failed");
});

test("a target may ask for a longer wait, not for a shorter or an endless one", () => {
  assert.equal(waitOf(1, 0, answer(429, 60_000)), 60_000);
  assert.equal(waitOf(1, 0, answer(429, 1)), 2_500);
  assert.equal(waitOf(1, 0, answer(429, 1e12)), 3_600_000);
});

test("what is worth another try", () => {
  const states = (tried: Parameters<typeof outcomeOf>[0]) => outcomeOf(tried, 1, usualRetries, 0).state;
  for (const status of [200, 204, 299]) assert.equal(states(answer(status)), "delivered", `${status}`);
  for (const status of [429, 500, 503, 599]) assert.equal(states(answer(status)), "pending", `${status}`);
  for (const status of [100, 301, 307, 400, 404, 410])
    assert.equal(states(answer(status)), "failed", `${status}`);
  assert.equal(states({ error: "silence", isRefused: false }), "pending");
  assert.equal(states({ error: "private", isRefused: true }), "failed");
});

test("however many targets are dead, there is room for those that answer", () => {
  const slots = new Slots();
  for (let i = 0; i < 100; i++) {
    slots.take(`d${i}`, `dead${i}`);
    slots.free(`d${i}`, false);
  }
  let taken = 0;
  for (let i = 0; i < 100; i++) {
    for (; slots.roomFor(`dead${i}`) > 0; taken++) slots.take(`again${taken}`, `dead${i}`);
  }
  assert.equal(taken, 16);
  assert.equal(slots.roomFor("lively"), 2);
  slots.take("a", "lively");
  slots.take("b", "lively");
  assert.equal(slots.roomFor("lively"), 0);
  slots.free("again0", true);
  assert.equal(slots.roomFor("dead0"), 2);
});
