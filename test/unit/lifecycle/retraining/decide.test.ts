import assert from "node:assert/strict";
import { test } from "node:test";
import { retrainSpecSchema } from "../../../../src/contract/project/schema.ts";
import { type Alert, responseSchema } from "../../../../src/contract/records/monitors.ts";
import { decide } from "../../../../src/lifecycle/retraining/decide.ts";
import { aResponse, day, windowTo } from "./a-response.ts";

const alert: Alert = {
  id: "alt_1",
  monitor: "delays",
  deployment: "delays",
  state: "firing",
  kind: "performance",
  summary: "ROC AUC fell from 0.700 to 0.600.",
  reportId: "drp_1",
  metric: "rocAuc",
  value: 0.6,
  expected: 0.7,
  raisedAt: windowTo + 40 * day,
  windowTo,
  acknowledgedAt: null,
  resolvedAt: null,
  responseId: null,
};
const spec = retrainSpecSchema.parse({ pipeline: "train", monitor: "delays", cooldown: "14d" });
const now = Date.UTC(2026, 0, 1);

test("an alert is answered with a retraining on all data up to the alert's window", () => {
  const response = decide(alert, spec, [], now);
  assert.deepEqual(responseSchema.parse(response), response);
  assert.deepEqual([response.decision, response.state], ["retrain", "decided"]);
  assert.deepEqual(response.window, { from: null, to: windowTo });
  assert.equal(response.alertId, alert.id);
  assert.equal(response.reason, alert.summary);
  assert.equal(response.finishedAt, null);
});

test("or on the last so much of event time", () => {
  const { window } = decide(alert, { ...spec, window: "62d" }, [], now);
  // 62 days before 1 May 2001: April has 30, March 31, so the last of February.
  assert.deepEqual(window, { from: Date.UTC(2001, 1, 28), to: windowTo });
});

test("the cooldown counts event time, not the wall clock", () => {
  const decided = (daysBefore: number, change = {}) =>
    decide(alert, spec, [aResponse(change, daysBefore)], now);
  assert.equal(decided(14).decision, "retrain", "just over");
  const ignored = decided(13.9);
  assert.deepEqual([ignored.decision, ignored.state, ignored.finishedAt], ["ignore", "ignored", now]);
  assert.match(ignored.reason, /rsp_1.*14d.*event time/);
  assert.equal(
    decided(30, { finishedAt: now - 1 }).decision,
    "retrain",
    "released a moment ago by the clock",
  );
  assert.equal(decided(1, { finishedAt: 0 }).decision, "ignore", "released years ago by the clock");
});

test("what was refused, failed or ignored cools nothing down", () => {
  for (const state of ["refused", "failed"] as const) {
    assert.equal(decide(alert, spec, [aResponse({ state }, 1)], now).decision, "retrain", state);
  }
  const ignored = aResponse({ state: "ignored", decision: "ignore" }, 1);
  assert.equal(decide(alert, spec, [ignored], now).decision, "retrain");
});

test("one retraining of a pipeline is under way at a time", () => {
  for (const state of ["decided", "running"] as const) {
    const response = decide(alert, spec, [aResponse({ state }, 400)], now);
    assert.equal(response.state, "ignored", state);
    assert.match(response.reason, /rsp_1.*under way/);
  }
});

test("other pipelines are no hindrance", () => {
  const others = [
    aResponse({ pipeline: "other", state: "running" }, 1),
    aResponse({ pipeline: "other", state: "released" }, 1),
  ];
  assert.equal(decide(alert, spec, others, now).decision, "retrain");
});
