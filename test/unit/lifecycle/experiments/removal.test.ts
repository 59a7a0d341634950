import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { RemovalRules } from "../../../../src/lifecycle/experiments/index.ts";
import { Folders } from "../../../../src/lifecycle/experiments/removal/folders.ts";
import { openBuildingHouse } from "../../../flow/house/building-house.ts";

const dayMs = 24 * 60 * 60 * 1_000;

const rulesAt = (now: number, more: Partial<RemovalRules> = {}): RemovalRules => ({
  deletedBefore: now - 30 * dayMs,
  uploadsBefore: now - dayMs,
  packagesBefore: now,
  underWay: new Set(),
  needed: async () => ({ folders: new Set(), runs: new Set() }),
  ...more,
});

test("folders are asked about whole names", () => {
  const folders = new Folders(["3/a", "3/a/b/c", "4"]);
  assert.deepEqual([...folders.around("3/a/b/c/d")], ["3/a", "3/a/b/c"]);
  assert.deepEqual([...folders.around("4")], ["4"]);
  for (const path of ["3/ab", "3", "", "40/x", "/3/a"]) assert.equal(folders.hasAround(path), false, path);
  for (const folder of ["3", "3/a/x", "3/a/b", "4/x"]) assert.equal(folders.touches(folder), true, folder);
  for (const folder of ["3/ab", "3/a0", "5", "40"]) assert.equal(folders.touches(folder), false, folder);
});

test("age decides, to the millisecond, and a run of a pipeline run that has not ended stays", async () => {
  await using house = await openBuildingHouse([]);
  const { experiments, clock } = house;
  const { removal } = experiments;
  const start = (startedAt: number, name: string) => experiments.createRun({ startedAt, name });
  const [old, young] = [await start(1, "old"), await start(1, "young")];
  const busy = await experiments.startRun({ experiment: "p", pipelineRunId: "prn_1", stepRunId: "stp_1" });
  await experiments.deleteRun(old.id);
  await experiments.deleteRun(busy.id);
  clock.advance(1);
  await experiments.deleteRun(young.id);
  clock.advance(30 * dayMs);
  const rules = rulesAt(clock.now(), { underWay: new Set(["prn_1"]) });
  const due = await removal.due(rules);
  assert.deepEqual([due.runs, due.needed], [[old.id], 1]);
  // Restored between the look and the deed: it stays.
  const all = rulesAt(clock.now() + 1);
  const more = await removal.due(all);
  assert.equal(more.runs.length, 3);
  await experiments.restoreRun(young.id);
  const steps = await Array.fromAsync(removal.remove(more, all), ({ runs }) => runs);
  assert.equal(steps.at(-1), 2);
  assert.equal((await experiments.run(young.id)).isDeleted, false);
  await assert.rejects(experiments.run(old.id), { code: "experiments/no-run" });
});

test("points and files beyond one transaction are swept, also after the removal was broken off", async () => {
  await using house = await openBuildingHouse([]);
  const { experiments, clock, blobs } = house;
  const run = await experiments.createRun({ startedAt: 1 });
  const other = await experiments.createRun({ startedAt: 1 });
  const points = (key: string, count: number, at: (step: number) => number) =>
    Array.from({ length: count }, (_, step) => ({ key, value: step, step, at: at(step) }));
  // One curve of one moment, which no moment parts; one longer than a transaction; many short ones.
  await experiments.log(run.id, { metrics: points("moment", 6_000, () => 1) });
  await experiments.log(run.id, { metrics: points("long", 11_000, (step) => step) });
  for (let key = 0; key < 600; key++) {
    await experiments.log(run.id, { metrics: points(`short${key}`, 2, (step) => step) });
  }
  await experiments.log(other.id, { metrics: points("long", 10, (step) => step) });
  const ref = await blobs.put(Buffer.from("a"));
  const at = (id: string, name: string) => ({ ...ref, path: `0/${id}/artifacts/${name}` });
  const names = Array.from({ length: 1_200 }, (_, index) => `f${index}`);
  await experiments.linkArtifacts([...names.map((name) => at(run.id, name)), at(other.id, "f")]);
  await experiments.deleteRun(run.id);
  clock.advance(31 * dayMs);
  const rules = rulesAt(clock.now());
  // Broken off after the first transaction: nothing was swept.
  for await (const removed of experiments.removal.remove(await experiments.removal.due(rules), rules)) {
    assert.equal(removed.runs, 1);
    break;
  }
  // A late client: acknowledged after the removal, so it stays.
  clock.advance(1);
  await experiments.linkArtifacts([at(run.id, "late")]);
  const sums = await Array.fromAsync(experiments.removal.sweep(rules), ({ points: p, artifacts }) => [
    p,
    artifacts,
  ]);
  assert.ok(sums.length > 6, "in several transactions");
  assert.deepEqual(sums.at(-1), [6_000 + 11_000 + 1_200, 1_200]);
  assert.deepEqual(
    (await experiments.listArtifacts(`0/${run.id}/artifacts`)).map(({ path }) => path),
    ["late"],
  );
  assert.equal((await experiments.metrics(other.id)).length, 10);
  assert.equal((await experiments.listArtifacts(`0/${other.id}/artifacts`)).length, 1);
  assert.deepEqual(await Array.fromAsync(experiments.removal.sweep(rules)), []);
});

test("uploads that nothing came for in a day are abandoned; others go on", async () => {
  await using house = await openBuildingHouse([]);
  const { experiments, clock } = house;
  const { uploads, removal } = experiments;
  const bytes = () => Readable.from([Buffer.from("part")]);
  const [left, slow] = [await uploads.begin("u/left", 2), await uploads.begin("u/slow", 1)];
  await uploads.part(left, 1, bytes());
  clock.advance(20 * 60 * 60 * 1_000);
  await uploads.part(slow, 1, bytes());
  clock.advance(20 * 60 * 60 * 1_000);
  const rules = rulesAt(clock.now());
  const due = await removal.due(rules);
  assert.deepEqual(due.uploads, [left]);
  const removed = await Array.fromAsync(removal.remove(due, rules), (sum) => sum.uploads);
  assert.equal(removed.at(-1), 1);
  await assert.rejects(uploads.part(left, 2, bytes()), { code: "experiments/no-upload" });
  await assert.rejects(uploads.complete(left, "u/left"), { code: "experiments/no-upload" });
  await uploads.complete(slow, "u/slow");
  assert.equal((await experiments.artifactFile("u/slow"))?.bytes, 4);
});

test("the package of a version that is gone goes; what clients put beside it stays", async () => {
  await using house = await openBuildingHouse([]);
  const { experiments, blobs, clock } = house;
  const ref = await blobs.put(Buffer.from("a"));
  const paths = ["models/mdv_gone/MLmodel", "models/mdv_there/MLmodel", "models/mine/MLmodel"];
  await experiments.linkArtifacts(paths.map((path) => ({ ...ref, path })));
  clock.advance(1);
  const rules = rulesAt(clock.now(), {
    needed: async () => ({ folders: new Set(["models/mdv_there"]), runs: new Set() }),
  });
  const due = await experiments.removal.due(rules);
  assert.deepEqual(due.packages, ["models/mdv_gone"]);
  await Array.fromAsync(experiments.removal.remove(due, rules));
  await Array.fromAsync(experiments.removal.sweep(rules));
  assert.deepEqual(
    (await experiments.listArtifacts("models")).map(({ path }) => path),
    ["mdv_there", "mine"],
  );
});
