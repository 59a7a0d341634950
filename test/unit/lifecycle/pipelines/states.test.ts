import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  pipelineRunStates,
  stepStates,
  type PipelineRun,
} from "../../../../src/contract/records/pipelines.ts";
import { moveRun } from "../../../../src/lifecycle/pipelines/pipeline-run.ts";
import {
  cacheStep,
  failStep,
  interruptStep,
  leaseStep,
  nowHopeless,
  nowReady,
  resetStep,
  skipStep,
  succeedStep,
  type PlannedStep,
} from "../../../../src/lifecycle/pipelines/step-run.ts";

const error = { code: "x", message: "x", repair: "x", stack: null };

function step(state: PlannedStep["state"], name = "s", needs: string[] = []): PlannedStep {
  return {
    id: name,
    pipelineRunId: "r",
    name,
    kind: "k",
    state,
    attempt: 3,
    needs,
    cacheKey: null,
    outputs: {},
    progress: null,
    startedAt: null,
    finishedAt: null,
    error: null,
    runId: null,
    params: {},
    inputs: {},
    retries: 0,
    timeout: null,
    failures: 0,
  };
}

describe("step", () => {
  it("moves as architecture.md says, and in no other way", () => {
    const moves = {
      leased: (one: PlannedStep) => leaseStep(one, null, 1),
      cached: (one: PlannedStep) => cacheStep(one, "k", { outputs: {}, runId: null, madeBy: "x" }, 1),
      succeeded: (one: PlannedStep) => succeedStep(one, {}, 1),
      failed: (one: PlannedStep) => failStep(one, error, 1),
      skipped: (one: PlannedStep) => skipStep(one, 1),
    };
    const allowed = Object.entries(moves).flatMap(([to, move]) =>
      stepStates.flatMap((from) => {
        try {
          assert.equal(move(step(from)).state, to);
          return [`${from} → ${to}`];
        } catch (thrown) {
          assert.equal((thrown as { code: string }).code, "pipelines/bad-transition");
          return [];
        }
      }),
    );
    assert.deepEqual(allowed.sort(), [
      "leased → failed",
      "leased → skipped",
      "leased → succeeded",
      "pending → skipped",
      "ready → cached",
      "ready → failed",
      "ready → leased",
      "ready → skipped",
    ]);
  });

  it("raises its attempt with each lease; an interruption is no failure", () => {
    const again = leaseStep(interruptStep(leaseStep(step("ready"), "k", 1)), "k", 2);
    assert.deepEqual([again.attempt, again.failures], [5, 0]);
  });

  it("gets ready when all it needs is there, and is hopeless behind a failure however far", () => {
    const steps = [
      step("succeeded", "a"),
      step("cached", "b"),
      step("failed", "c"),
      step("pending", "ab", ["a", "b"]),
      step("pending", "ac", ["a", "c"]),
      step("pending", "far", ["ab", "ac"]),
      step("pending", "later", ["ab"]),
    ];
    assert.deepEqual(
      nowReady(steps).map(({ name }) => name),
      ["ab"],
    );
    assert.deepEqual(
      nowHopeless(steps).map(({ name }) => name),
      ["ac", "far"],
    );
  });

  it("is reset by a resume only when it failed or was skipped", () => {
    const after = stepStates.map((state) => resetStep(step(state)).state);
    assert.deepEqual(after, ["pending", "ready", "leased", "succeeded", "ready", "pending", "cached"]);
  });
});

describe("run", () => {
  it("moves as architecture.md says, and in no other way", () => {
    const run = (state: PipelineRun["state"]) => ({ state, startedAt: null }) as PipelineRun;
    const allowed = pipelineRunStates.flatMap((from) =>
      pipelineRunStates.flatMap((to) => {
        try {
          return moveRun(run(from), to, 1).state === to ? [`${from} → ${to}`] : [];
        } catch {
          return [];
        }
      }),
    );
    assert.deepEqual(allowed, [
      "queued → running",
      "queued → cancelled",
      "running → waiting",
      "running → succeeded",
      "running → failed",
      "running → cancelled",
      "waiting → running",
      "waiting → failed",
      "waiting → cancelled",
      "failed → queued",
    ]);
  });
});
