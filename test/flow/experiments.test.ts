import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import { heldClock } from "../../src/kernel/clock.ts";
import { openExperiments } from "../../src/lifecycle/experiments/index.ts";

/** A station on a real store in a folder that is gone afterwards. */
async function opened() {
  const dir = await mkdtemp(join(tmpdir(), "prumo-experiments-"));
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const { meta, events } = await openSqliteStore(join(dir, "meta.db"), { clock });
  const experiments = await openExperiments({ meta, clock, projectDir: dir });
  return {
    experiments,
    events,
    clock,
    async [Symbol.asyncDispose]() {
      await meta[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

test("a run: started, logged to, finished, read back, told of", async () => {
  await using house = await opened();
  const { experiments, events, clock } = house;
  const { id } = await experiments.startRun({
    experiment: "delays",
    params: { trees: "120" },
    datasetVersions: ["dsv_1"],
  });
  await experiments.logMetrics(id, [
    { key: "loss", value: 0.5, step: 1 },
    { key: "loss", value: 0.3, step: 3 },
  ]);
  await experiments.logMetrics(id, [{ key: "loss", value: 0.4, step: 2 }]);
  clock.advance(1_000);
  await experiments.finishRun(id, { state: "finished" });

  const run = await experiments.run(id);
  assert.equal(run.state, "finished");
  assert.equal((run.finishedAt ?? 0) - run.startedAt, 1_000);
  assert.deepEqual(run.params, { trees: "120" });
  // "last" is that of the greatest step, not the one written last
  assert.deepEqual(run.metrics, { loss: { last: 0.3, min: 0.3, max: 0.5, count: 3, lastStep: 3 } });
  assert.deepEqual(
    (await experiments.metrics(id)).map(({ step, value }) => [step, value]),
    [
      [1, 0.5],
      [2, 0.4],
      [3, 0.3],
    ],
  );
  assert.equal(run.environment.node, process.version);
  assert.equal(run.code.commit, null, "the folder is in no git repository");
  assert.deepEqual(
    (await events.recent(10)).map((event) => [event.type, (event.data as { state: string }).state]),
    [
      ["experiment.run-changed", "finished"],
      ["experiment.run-changed", "running"],
    ],
  );
});

test("what is closed takes nothing more, what is not finite is refused, parameters do not change", async () => {
  await using house = await opened();
  const { experiments } = house;
  const { id } = await experiments.startRun({ experiment: "delays", params: { trees: "120" } });
  await assert.rejects(experiments.logMetrics(id, [{ key: "loss", value: Number.NaN, step: 1 }]), {
    code: "experiments/metric-not-finite",
  });
  await experiments.logParams(id, { trees: "120", leaves: "31" });
  await assert.rejects(experiments.logParams(id, { trees: "60" }), { code: "experiments/param-changed" });
  await experiments.finishRun(id, { state: "failed" });
  await experiments.finishRun(id, { state: "failed" });
  await assert.rejects(experiments.finishRun(id, { state: "finished" }), { code: "experiments/run-closed" });
  await assert.rejects(experiments.logMetrics(id, [{ key: "loss", value: 1, step: 1 }]), {
    code: "experiments/run-closed",
  });
  await assert.rejects(experiments.run("run_none"), { code: "experiments/no-run" });
  assert.deepEqual((await experiments.run(id)).params, { trees: "120", leaves: "31" });
});

test("another attempt of the same step takes up the same run, emptied", async () => {
  await using house = await opened();
  const { experiments } = house;
  const start = { experiment: "delays", stepRunId: "stp_1", params: { trees: "120" } };
  const first = await experiments.startRun(start);
  await experiments.logMetrics(first.id, [{ key: "loss", value: 0.5, step: 1 }]);
  await experiments.finishRun(first.id, { state: "failed" });
  const second = await experiments.startRun(start);
  assert.equal(second.id, first.id);
  assert.equal(second.state, "running");
  assert.deepEqual([second.metrics, second.finishedAt], [{}, null]);
  assert.equal((await experiments.experiments())[0]?.runs, 1);
});

test("runs come newest first, in pages", async () => {
  await using house = await opened();
  const { experiments, clock } = house;
  const ids: string[] = [];
  for (let k = 0; k < 5; k++) {
    clock.advance(10);
    ids.unshift((await experiments.startRun({ experiment: "delays" })).id);
  }
  const first = await experiments.runs("delays", { limit: 3 });
  const rest = await experiments.runs("delays", { limit: 3, cursor: first.next ?? "" });
  assert.deepEqual(
    [...first.items, ...rest.items].map((run) => run.id),
    ids,
  );
  assert.equal(rest.next, null);
  await assert.rejects(experiments.runs("unknown"), { code: "experiments/no-experiment" });
});
