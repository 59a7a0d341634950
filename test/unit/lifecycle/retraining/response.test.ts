import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineRun } from "../../../../src/contract/records/pipelines.ts";
import { isUnderWay, moveResponse, outcomeOf } from "../../../../src/lifecycle/retraining/response.ts";
import { aResponse, states } from "./a-response.ts";

const allowed = new Set([
  "decided>running",
  "decided>failed",
  "running>released",
  "running>refused",
  "running>failed",
]);

for (const from of states) {
  for (const to of states) {
    const isAllowed = allowed.has(`${from}>${to}`);
    test(`${from} → ${to} is ${isAllowed ? "allowed" : "refused"}`, () => {
      const move = () => moveResponse(aResponse({ state: from }), to, { costSeconds: 7 });
      if (isAllowed) assert.deepEqual(move(), aResponse({ state: to, costSeconds: 7 }));
      else assert.throws(move, { code: "retraining/bad-transition" });
    });
  }
}

test("a change cannot smuggle in another state", () => {
  const moved = moveResponse(aResponse({ state: "decided" }), "running", { state: "released" });
  assert.equal(moved.state, "running");
});

test("only decided and running are under way", () => {
  assert.deepEqual(
    states.filter((state) => isUnderWay(aResponse({ state }))),
    ["decided", "running"],
  );
});

const outcomes: [state: PipelineRun["state"], code: string | null, outcome: string | null][] = [
  ["queued", null, null],
  ["running", null, null],
  ["succeeded", null, "released"],
  ["failed", "models/gate-refused", "refused"],
  ["failed", "datasets/no-rows", "failed"],
  ["cancelled", "pipelines/cancelled", "failed"],
];

for (const [state, code, outcome] of outcomes) {
  test(`a run that is ${state}${code === null ? "" : ` (${code})`} answers the alert: ${outcome}`, () => {
    const error = code === null ? null : { code, message: "", repair: "", stack: null };
    assert.equal(outcomeOf({ state, error } as PipelineRun), outcome);
  });
}
