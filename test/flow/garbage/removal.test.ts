import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collect, mlflowCalls, openBlankHouse } from "../../support/garbage-house.ts";

const blobsIn = (directory: string) =>
  globSync("[0-9a-f][0-9a-f]/*", { cwd: join(directory, ".prumo/blobs") });

test("what was deleted is removed for good, and the name of an experiment is free again", async () => {
  await using house = await openBlankHouse();
  const { client, directory, url, app } = house;
  const mlflow = mlflowCalls(url);
  const experiment_id = await mlflow.experiment("churn");
  const run = await mlflow.run(experiment_id);
  const kept = await mlflow.run("0");
  for (const run_id of [run, kept]) {
    await mlflow.asked("runs/log-batch", {
      run_id,
      metrics: Array.from({ length: 900 }, (_, step) => ({ key: "loss", value: 1, timestamp: step, step })),
      params: [{ key: "depth", value: "3" }],
      tags: [{ key: "team", value: "a" }],
    });
    await mlflow.asked("runs/log-inputs", {
      run_id,
      datasets: [{ dataset: { name: "d", digest: "1", source_type: "s", source: "{}" } }],
    });
  }
  await mlflow.put(`${experiment_id}/${run}/artifacts/a.txt`, "only here");
  await mlflow.put(`${experiment_id}/${run}/artifacts/b.txt`, "here and there");
  await mlflow.put(`0/${kept}/artifacts/b.txt`, "here and there");
  await mlflow.asked("experiments/delete", { experiment_id });

  const again = await mlflow.call("experiments/create", { name: "churn" });
  assert.deepEqual([again.status, again.body["error_code"]], [400, "RESOURCE_ALREADY_EXISTS"]);
  assert.deepEqual(
    (await collect(client, { olderThanMs: 60_000 })).experiments,
    [],
    "it was deleted less than a minute ago",
  );

  const dry = await collect(client, { dryRun: true });
  const size = Buffer.byteLength("only here");
  assert.deepEqual([dry.isDryRun, dry.experiments, dry.runs, dry.artifacts], [true, ["churn"], 1, 2]);
  assert.deepEqual(dry.blobs, { count: 1, bytes: size });
  assert.equal(dry.largest[0]?.path, `${experiment_id}/${run}/artifacts/a.txt`);
  assert.equal(blobsIn(directory).length, 2, "a dry run removes nothing");

  const done = await collect(client);
  assert.deepEqual([done.isDryRun, done.experiments, done.runs, done.artifacts], [false, ["churn"], 1, 2]);
  assert.deepEqual([done.points, done.blobs], [900, { count: 1, bytes: size }]);
  assert.equal(blobsIn(directory).length, 1);
  assert.equal(await mlflow.get(`0/${kept}/artifacts/b.txt`), "here and there");
  assert.equal((await client.experiments.metrics({ params: { id: kept } })).points.length, 900);
  assert.equal((await client.experiments.run({ params: { id: kept } })).inputs.length, 1);
  await assert.rejects(client.experiments.run({ params: { id: run } }), /not found/);
  for (const table of [
    "run_points",
    "run_curves",
    "run_params",
    "run_tags",
    "run_inputs",
    "input_datasets",
  ]) {
    const rows = await app.meta.read<Record<string, object>>().selectFrom(table).selectAll().execute();
    const expected = { run_points: 900, run_tags: 2 }[table] ?? 1;
    assert.equal(rows.length, expected, `${table} holds what is no run's`);
  }
  await mlflow.experiment("churn");
  const nothing = await collect(client);
  assert.deepEqual([nothing.runs, nothing.artifacts, nothing.blobs.count], [0, 0, 0], "done twice");
});

test("what was restored stays, and an experiment with a run that was", async () => {
  await using house = await openBlankHouse();
  const { client, url } = house;
  const mlflow = mlflowCalls(url);
  const experiment_id = await mlflow.experiment("churn");
  const [one, two] = [await mlflow.run(experiment_id), await mlflow.run(experiment_id)];
  await mlflow.asked("experiments/delete", { experiment_id });
  await mlflow.asked("runs/restore", { run_id: one });
  const { experiments, runs } = await collect(client);
  assert.deepEqual([experiments, runs], [[], 1]);
  await mlflow.asked("experiments/restore", { experiment_id });
  assert.equal((await client.experiments.run({ params: { id: one } })).id, one);
  await assert.rejects(client.experiments.run({ params: { id: two } }), /not found/);
  // The experiment that clients take for granted stays, though it can be deleted.
  await mlflow.asked("experiments/delete", { experiment_id: "0" });
  assert.deepEqual((await collect(client)).experiments, []);
  await mlflow.asked("experiments/restore", { experiment_id: "0" });
});

test("the files that a registered version needs outlive its run and logged model", async () => {
  await using house = await openBlankHouse();
  const { client, url } = house;
  const mlflow = mlflowCalls(url);
  const run_id = await mlflow.run("0");
  const root = `0/${run_id}/artifacts`;
  const model_id = await mlflow.loggedModel("0", run_id);
  const models = `0/models/${model_id}/artifacts`;
  const unregistered = await mlflow.loggedModel("0", run_id, "other");
  for (const path of [`${root}/model/MLmodel`, `${root}/modeller.txt`, `${models}/MLmodel`])
    await mlflow.put(path, path);
  await mlflow.put(`0/models/${unregistered}/artifacts/MLmodel`, "unregistered");
  await mlflow.asked("registered-models/create", { name: "m" });
  await mlflow.asked("model-versions/create", {
    name: "m",
    source: `mlflow-artifacts:/${root}/model`,
    run_id,
  });
  await mlflow.asked("model-versions/create", { name: "m", source: `models:/${model_id}`, model_id });
  await mlflow.asked("runs/delete", { run_id });
  await collect(client);
  await assert.rejects(client.experiments.run({ params: { id: run_id } }), /not found/);
  assert.equal(await mlflow.get(`${root}/model/MLmodel`), `${root}/model/MLmodel`);
  assert.equal(await mlflow.get(`${models}/MLmodel`), `${models}/MLmodel`);
  assert.equal(await mlflow.get(`${root}/modeller.txt`), undefined);
  assert.equal(await mlflow.get(`0/models/${unregistered}/artifacts/MLmodel`), undefined);
  await house.app.models.registry.deleteVersion("m", 1, "test");
  await collect(client);
  assert.equal(await mlflow.get(`${root}/model/MLmodel`), undefined, "it goes with the version");
  assert.equal(await mlflow.get(`${models}/MLmodel`), `${models}/MLmodel`);
});

test("a run that clients of a version ask for by runs:/ stays", async () => {
  await using house = await openBlankHouse();
  const { client, url } = house;
  const mlflow = mlflowCalls(url);
  const experiment_id = await mlflow.experiment("churn");
  const run_id = await mlflow.run(experiment_id);
  await mlflow.put(`${experiment_id}/${run_id}/artifacts/model/MLmodel`, "m");
  await mlflow.asked("registered-models/create", { name: "m" });
  await mlflow.asked("model-versions/create", { name: "m", source: `runs:/${run_id}/model`, run_id });
  await mlflow.asked("experiments/delete", { experiment_id });
  const kept = await collect(client);
  assert.deepEqual([kept.runs, kept.neededRuns, kept.experiments], [0, 1, []]);
  assert.equal(await mlflow.get(`${experiment_id}/${run_id}/artifacts/model/MLmodel`), "m");
  await house.app.models.registry.deleteModel("m", "test");
  assert.deepEqual((await collect(client)).experiments, ["churn"]);
  assert.equal(await mlflow.get(`${experiment_id}/${run_id}/artifacts/model/MLmodel`), undefined);
});

test("files of an experiment that lies within a removed run's folder stay", async () => {
  await using house = await openBlankHouse();
  const { client, url } = house;
  const mlflow = mlflowCalls(url);
  const run_id = await mlflow.run("0");
  const artifact_location = `mlflow-artifacts:/0/${run_id}/artifacts/inner`;
  const { experiment_id } = await mlflow.asked("experiments/create", { name: "inner", artifact_location });
  const inner = await mlflow.run(String(experiment_id));
  await mlflow.put(`0/${run_id}/artifacts/inner/${inner}/artifacts/a`, "inner");
  await mlflow.put(`0/${run_id}/artifacts/innermost`, "outer");
  await mlflow.asked("runs/delete", { run_id });
  assert.equal((await collect(client)).artifacts, 1);
  assert.equal(await mlflow.get(`0/${run_id}/artifacts/inner/${inner}/artifacts/a`), "inner");
  assert.equal(await mlflow.get(`0/${run_id}/artifacts/innermost`), undefined);
});
