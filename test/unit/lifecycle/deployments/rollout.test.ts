import assert from "node:assert/strict";
import { test } from "node:test";
import { rolloutSpecSchema } from "../../../../src/contract/project/schema.ts";
import { type Rollout, rolloutStates } from "../../../../src/contract/records/deployments.ts";
import {
  following,
  isFinal,
  move,
  pausedFrom,
  progressOf,
  type RolloutState,
  weightOf,
} from "../../../../src/lifecycle/deployments/rollout.ts";

const spec = rolloutSpecSchema.parse({ steps: [5, 50] });

function rollout(state: RolloutState, step = 0, baseline: string | null = "mdv_1"): Rollout {
  return {
    id: "rol_1",
    deployment: "delays",
    candidate: "mdv_2",
    baseline,
    state,
    step,
    history: [{ at: 0, state, step, reason: "made" }],
    verdicts: [],
    startedAt: 0,
    finishedAt: null,
  };
}

// The state machine of ARCHITECTURE.md: forwards, or from any unfinished state to paused and rolled-back.
const order = ["preparing", "shadow", "canary", "promoting", "promoted"] as const;
function isLegal(from: RolloutState, to: RolloutState): boolean {
  if (from === "promoted" || from === "rolled-back") return false;
  if (to === "rolled-back") return true;
  if (from === "paused") return to !== "paused" && to !== "promoted";
  if (to === "paused") return true;
  if (to === "promoted") return from === "promoting";
  return order.indexOf(to) > order.indexOf(from);
}

for (const from of rolloutStates) {
  test(`moves from ${from}`, () => {
    for (const to of rolloutStates) {
      const go = () => move(rollout(from), { state: to, step: 0 }, "because", 7);
      if (!isLegal(from, to)) {
        assert.throws(go, { code: "deployments/illegal-move" }, `${from} → ${to} went through`);
        continue;
      }
      const moved = go();
      assert.deepEqual(moved.history.at(-1), { at: 7, state: to, step: 0, reason: "because" });
      assert.equal(moved.finishedAt, isFinal(to) ? 7 : null);
    }
  });
}

test("a canary only climbs", () => {
  assert.equal(move(rollout("canary", 0), { state: "canary", step: 1 }, "up", 1).step, 1);
  assert.throws(() => move(rollout("canary", 1), { state: "canary", step: 0 }, "down", 1), {
    code: "deployments/illegal-move",
  });
});

function way(start: Rollout, plan = spec): string[] {
  const places = [];
  for (let at = start; !isFinal(at.state);) {
    at = move(at, following(at, plan), "next", 1);
    places.push(at.state === "canary" ? `canary ${at.step}` : at.state);
  }
  return places;
}

test("the way of a candidate, of a first version, and of an immediate one", () => {
  assert.deepEqual(way(rollout("preparing")), ["shadow", "canary 0", "canary 1", "promoting", "promoted"]);
  assert.deepEqual(way(rollout("preparing", 0, null)), ["promoting", "promoted"]);
  const immediate = rolloutSpecSchema.parse({ strategy: "immediate" });
  assert.deepEqual(way(rollout("preparing"), immediate), ["promoting", "promoted"]);
  const noCanary = rolloutSpecSchema.parse({ steps: [] });
  assert.deepEqual(way(rollout("preparing"), noCanary), ["shadow", "promoting", "promoted"]);
});

test("a paused rollout keeps its place and its share, and resumes there", () => {
  const canary = move(rollout("shadow"), { state: "canary", step: 1 }, "up", 1);
  const paused = move(canary, { state: "paused", step: 1 }, "unclear", 2);
  assert.equal(weightOf(canary, spec), 50);
  assert.equal(weightOf(paused, spec), 50);
  assert.equal(pausedFrom(paused).state, "canary");
  const resumed = move(paused, following(paused, spec), "go on", 3);
  assert.deepEqual([resumed.state, resumed.step], ["canary", 1]);
});

test("shares by state", () => {
  const shares = order.map((state) => weightOf(rollout(state, 0), spec));
  assert.deepEqual(shares, [0, 0, 5, 100, 100]);
  assert.equal(weightOf(rollout("rolled-back"), spec), 0);
});

test("a phase is over when both its time and its predictions are there", () => {
  const phase = { for: "10m", predictions: 1_000 };
  assert.equal(progressOf(phase, { ms: 600_000, predictions: 500 }), 0.5);
  assert.equal(progressOf(phase, { ms: 60_000, predictions: 5_000 }), 0.1);
  assert.equal(progressOf({ predictions: 100 }, { ms: 0, predictions: 300 }), 3);
  assert.equal(progressOf({ for: "1s" }, { ms: 1_000, predictions: 0 }), 1);
  assert.equal(progressOf({}, { ms: 0, predictions: 0 }), 1);
});
