import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import { openFileBlobs } from "../../src/adapters/files/file-blobs.ts";
import { heldClock } from "../../src/kernel/clock.ts";
import { openExperiments } from "../../src/lifecycle/experiments/index.ts";

/** A station on a real store in a folder that is gone afterwards. */
async function opened() {
  const dir = await mkdtemp(join(tmpdir(), "prumo-experiments-"));
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const { meta, events } = await openSqliteStore(join(dir, "meta.db"), { clock });
  const experiments = await openExperiments({
    meta,
    blobs: await openFileBlobs(join(dir, "blobs")),
    clock,
    projectDir: dir,
    signal: (signal) => events.signal(signal),
  });
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
  const at = clock.now();
  await experiments.logBatch(id, {
    metrics: [
      { key: "loss", value: 0.5, step: 1, at },
      { key: "loss", value: 0.3, step: 3, at: at + 2 },
    ],
  });
  await experiments.logBatch(id, { metrics: [{ key: "loss", value: 0.4, step: 2, at: at + 1 }] });
  clock.advance(1_000);
  await experiments.updateRun(id, { state: "finished", finishedAt: clock.now() });

  const run = await experiments.run(id);
  assert.equal(run.state, "finished");
  assert.equal((run.finishedAt ?? 0) - run.startedAt, 1_000);
  assert.deepEqual(run.params, { trees: "120" });
  // "last" is that of the greatest step, not the one written last
  assert.deepEqual(run.metrics, { loss: { last: 0.3, min: 0.3, max: 0.5, lastStep: 3, lastAt: at + 2 } });
  assert.deepEqual(
    (await experiments.metrics(id)).map(({ step, value }) => [step, value]),
    [
      [1, 0.5],
      [2, 0.4],
      [3, 0.3],
    ],
  );
  assert.equal(run.environment?.node, process.version);
  assert.equal(run.code?.commit, null, "the folder is in no git repository");
  assert.deepEqual(
    (await events.recent(10)).map((event) => [event.type, (event.data as { state: string }).state]),
    [
      ["experiment.run-changed", "finished"],
      ["experiment.run-changed", "running"],
    ],
  );
});

test("a deleted run takes nothing until it is restored, parameters do not change, NaN is a value", async () => {
  await using house = await opened();
  const { experiments } = house;
  const { id } = await experiments.startRun({ experiment: "delays", params: { trees: "120" } });
  const metrics = [
    { key: "loss", value: 1, step: 1, at: 1 },
    { key: "loss", value: Number.NaN, step: 2, at: 2 },
  ];
  await experiments.logBatch(id, { metrics });
  await experiments.logBatch(id, { metrics }); // a repeated call adds nothing
  assert.deepEqual(await experiments.metrics(id), [
    { key: "loss", value: 1, step: 1, at: 1 },
    { key: "loss", value: "NaN", step: 2, at: 2 },
  ]);
  assert.deepEqual((await experiments.run(id)).metrics, {
    loss: { last: "NaN", min: 1, max: 1, lastStep: 2, lastAt: 2 },
  });
  const params = (trees: string) => ({
    params: [
      { key: "trees", value: trees },
      { key: `of-${trees}`, value: "" },
    ],
  });
  await experiments.logBatch(id, params("120"));
  await assert.rejects(experiments.logBatch(id, params("60")), { code: "experiments/param-changed" });
  assert.deepEqual(
    (await experiments.run(id)).params,
    { trees: "120", "of-120": "" },
    "nothing of a refused batch",
  );
  await experiments.deleteRun(id);
  await assert.rejects(experiments.logBatch(id, { metrics }), { code: "experiments/run-deleted" });
  await experiments.restoreRun(id);
  await experiments.logBatch(id, { metrics });
  await assert.rejects(experiments.run("0".repeat(32)), { code: "experiments/no-run" });
});

test("a refused batch leaves nothing behind", async () => {
  await using house = await opened();
  const { experiments } = house;
  const { id } = await experiments.createRun({ experimentId: "0", startedAt: 5 });
  const good = { key: "good", value: 1, step: 0, at: 1 };
  const bad = [
    { ...good, key: "../up" },
    { ...good, key: "a//b" },
    { ...good, at: -1 },
    { ...good, step: 0.5 },
  ];
  for (const point of bad) {
    await assert.rejects(
      experiments.logBatch(id, { metrics: [good, point], tags: [{ key: "t", value: "1" }] }),
      { status: 400 },
    );
  }
  const { metrics, tags } = await experiments.run(id);
  assert.deepEqual([metrics, Object.keys(tags)], [{}, ["mlflow.runName"]]);
});

test("another attempt of the same step takes up the same run, emptied", async () => {
  await using house = await opened();
  const { experiments } = house;
  const start = { experiment: "delays", stepRunId: "stp_1", params: { trees: "120" } };
  const first = await experiments.startRun(start);
  await experiments.log(first.id, { metrics: [{ key: "loss", value: 0.5, step: 1, at: 1 }] });
  await experiments.updateRun(first.id, { state: "failed", finishedAt: 2 });
  const second = await experiments.startRun(start);
  assert.equal(second.id, first.id);
  assert.equal(second.state, "running");
  assert.deepEqual([second.metrics, second.finishedAt], [{}, null]);
  assert.deepEqual(second.tags, { "mlflow.runName": first.name });
  const known = await experiments.experiments();
  assert.deepEqual(
    known.map(({ name, runs }) => [name, runs]),
    [
      ["Default", 0],
      ["delays", 1],
    ],
  );
});

test("runs come newest first, in pages", async () => {
  await using house = await opened();
  const { experiments, clock } = house;
  const ids: string[] = [];
  for (let k = 0; k < 5; k++) {
    clock.advance(10);
    ids.unshift((await experiments.startRun({ experiment: "delays" })).id);
  }
  const { id } = await experiments.experimentNamed("delays");
  const first = await experiments.runs(id, { limit: 3 });
  const rest = await experiments.runs(id, { limit: 3, cursor: first.next ?? "" });
  assert.deepEqual(
    [...first.items, ...rest.items].map((run) => run.id),
    ids,
  );
  assert.equal(rest.next, null);
  await assert.rejects(experiments.runs("77"), { code: "experiments/no-experiment" });
});

test("what a run lacks meets the contrary of a comparison; NaN differs from every number", async () => {
  await using house = await opened();
  const { experiments } = house;
  const { id: open } = await experiments.createRun({ experimentId: "0", startedAt: 1, name: "open" });
  const { id: ended } = await experiments.createRun({ experimentId: "0", startedAt: 2, name: "ended" });
  await experiments.updateRun(ended, { state: "finished", finishedAt: 5 });
  await experiments.logBatch(open, { metrics: [{ key: "m", value: Number.NaN, step: 0, at: 1 }] });
  await experiments.logBatch(ended, { metrics: [{ key: "m", value: 1, step: 0, at: 1 }] });
  const found = async (filter: string) => {
    const { items } = await experiments.searchRuns({
      experimentIds: ["0"],
      filter,
      view: "active",
      limit: 10,
    });
    return items.map(({ name }) => name);
  };
  assert.deepEqual(await found("NOT end_time > 0"), ["open"]);
  assert.deepEqual(await found("NOT (end_time > 0 AND tags.none = 'x')"), ["ended", "open"]);
  assert.deepEqual(await found("metrics.m != 2"), ["ended", "open"]);
  assert.deepEqual(await found("metrics.m != 1"), ["open"]);
  assert.deepEqual(await found("metrics.m < 2"), ["ended"]);
});

test("ILIKE knows the cases of all letters, as Python's re.IGNORECASE does; what is not there does not meet it", async () => {
  await using house = await opened();
  const { experiments } = house;
  for (const name of ["ÉTÉ", "Été 2", "ete", "ΟΔΟΣ", "\u212aelvin", "İzmir", "100%"]) {
    await experiments.createRun({ experimentId: "0", startedAt: 1, name });
  }
  const found = async (filter: string) => {
    const asked = { experimentIds: ["0"], filter, view: "active", limit: 10 } as const;
    return (await experiments.searchRuns(asked)).items.map(({ name }) => name).sort();
  };
  assert.deepEqual(await found("run_name ILIKE 'été'"), ["ÉTÉ"]);
  assert.deepEqual(await found("run_name ILIKE 'été%'"), ["ÉTÉ", "Été 2"]);
  assert.deepEqual(await found("run_name LIKE 'été%'"), []);
  assert.deepEqual(await found("run_name ILIKE 'ete'"), ["ete"]);
  assert.deepEqual(await found("run_name ILIKE 'οδο_'"), ["ΟΔΟΣ"]);
  assert.deepEqual(await found("run_name ILIKE 'ΟΔΟς'"), ["ΟΔΟΣ"]);
  assert.deepEqual(await found("run_name ILIKE 'Kel%'"), ["\u212aelvin"]);
  assert.deepEqual(await found("run_name ILIKE 'i%'"), ["İzmir"]);
  assert.deepEqual(await found("NOT run_name ILIKE '%e%'"), ["100%", "ÉTÉ", "Été 2", "İzmir", "ΟΔΟΣ"]);
  assert.deepEqual(await found("tags.none ILIKE 'é'"), []);
  assert.equal((await found("NOT tags.none ILIKE 'é'")).length, 7);
});
