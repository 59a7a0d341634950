import assert from "node:assert/strict";
import { test } from "node:test";
import { readSource } from "../../../../src/lifecycle/models/registry/source-address.ts";
import { openRegistryHouse } from "./registry-house.ts";

// MLflow 3.17.2 refuses them too, but for `..` between backslashes or semicolons or as the value of a query.
const refused = [
  [
    "/etc/passwd",
    "file:///etc/passwd",
    "FILE:///etc",
    "file://localhost/etc",
    "%66ile:///etc/passwd",
    "relative/x",
  ],
  [
    "s3://b/../x",
    "s3://b/%2e%2e/x",
    "s3://b/%252e%252e/x",
    "s3://b/./x",
    "s3://b/x%00",
    "s3://b/a\\..\\b",
    "s3://b",
  ],
  ["http://h/x?p=/../../etc", "http://h/x?p=..", "http://h/x#/../y", "http://h/x;..;/y"],
  [
    "mlflow-artifacts:/0/other/artifacts",
    "mlflow-artifacts://evil/0/x",
    "mlflow-artifacts:/",
    "mlflow-artifacts:x/y",
  ],
  ["http://h/api/2.0/mlflow-artifacts/artifacts/0/x", "https://h/api/2.0/mlflow%2dartifacts/artifacts/1/b"],
  ["runs://host/x", "models:/m-00", "models:/"],
  ["models://host/delays/1", "dummy-source", "", "C:\\windows"],
].flat();

test("files of this machine, paths that climb and artifacts of nobody are refused", async () => {
  await using house = await openRegistryHouse();
  await house.model("delays");
  for (const source of refused) {
    await assert.rejects(house.version("delays", { source }), { code: "models/bad-source" }, source);
  }
  assert.deepEqual((await house.registry.versionsOf("delays")).items, []);
});

test("artifacts lie below the run or logged model that is named, and not beside it", async () => {
  await using house = await openRegistryHouse();
  const { experiments, registry } = house;
  await house.model("delays");
  const run = await experiments.createRun({ experimentId: "0", startedAt: 1, name: "a" });
  const other = await experiments.createRun({ experimentId: "0", startedAt: 1, name: "b" });
  const runId = run.id;
  const source = `${run.artifactRoot}/model`;
  const number = await house.version("delays", { source, runId });
  assert.equal((await registry.version("delays", number)).artifactRoot, source);
  for (const beside of [`${run.artifactRoot}x/model`, `${other.artifactRoot}/model`]) {
    await assert.rejects(house.version("delays", { source: beside, runId }), { code: "models/bad-source" });
  }
  await assert.rejects(house.version("delays", { source }), { code: "models/bad-source" }, "nobody is named");

  const logged = await experiments.createLoggedModel({
    experimentId: "0",
    sourceRunId: runId,
    params: [],
    tags: [],
  });
  const ofModel = await house.version("delays", { source: `models:/${logged.id}`, modelId: logged.id });
  const version = await registry.version("delays", ofModel);
  assert.deepEqual(
    [version.artifactRoot, version.modelId, version.runId],
    [logged.artifactRoot, logged.id, runId],
  );
  await assert.rejects(house.version("delays", { source: `models:/${logged.id}`, modelId: "m-other" }), {
    code: "models/bad-source",
  });
  await house.version("delays", { source: "s3://b/x", modelId: logged.id });
  // as MLflow 3.17.2 writes it, with Python's spaces
  assert.equal(
    (await experiments.loggedModel(logged.id)).tags["mlflow.modelVersions"],
    '[{"name": "delays", "version": 2}, {"name": "delays", "version": 3}]',
  );
});

test("a run or a folder that is not here is taken by its name; a run that is here has to be named", async () => {
  await using house = await openRegistryHouse();
  const { experiments, registry } = house;
  await house.model("delays");
  const unknown = "runs:/ffffffffffffffffffffffffffffffff/model";
  const stored = async (number: number) => {
    const { source, runId } = await registry.version("delays", number);
    return [source, runId];
  };
  const ofNobody = await house.version("delays", { source: unknown, runId: "run_id_1" });
  assert.deepEqual(await stored(ofNobody), [unknown, "run_id_1"]);
  const folder = await house.version("delays", { source: "mlflow-artifacts:/models", runId: "run_id_1" });
  assert.deepEqual(await stored(folder), ["mlflow-artifacts:/models", "run_id_1"]);

  const { id } = await experiments.createRun({ experimentId: "0", startedAt: 1, name: "a" });
  await assert.rejects(house.version("delays", { source: `runs:/${id}/model`, runId: "run_id_1" }), {
    code: "models/bad-source",
  });
  const put = await house.blobs.put(Buffer.from("x"));
  await experiments.linkArtifacts([{ ...put, path: "models/theirs/model.onnx" }]);
  await assert.rejects(house.version("delays", { source: "mlflow-artifacts:/models/theirs", runId: id }), {
    code: "models/bad-source",
  });
});

test("a version of a version names its number, by number, alias, stage or latest, and keeps its origin", async () => {
  await using house = await openRegistryHouse();
  const { registry } = house;
  await house.model("a");
  await house.model("b");
  await house.version("a", { source: "s3://b/one", runId: "run-one" });
  await house.version("a", { source: "s3://b/two" });
  const mover = { by: "ana", reason: "" };
  await registry.setAlias({ model: "a", alias: "champ", version: 1 }, mover);
  await registry.moveToStage({ model: "a", version: 1, stage: "Production", archivesOthers: false }, mover);
  for (const [source, origin] of [
    ["models:/a/2", 2],
    ["models:/a@champ", 1],
    ["models:/a/production", 1],
    ["models:/a/Latest", 2],
  ] as const) {
    const {
      source: kept,
      artifactRoot,
      runId,
    } = await registry.version("b", await house.version("b", { source }));
    assert.deepEqual(
      [kept, artifactRoot, runId],
      [`models:/a/${origin}`, origin === 1 ? "s3://b/one" : "s3://b/two", origin === 1 ? "run-one" : null],
    );
  }
  await assert.rejects(house.version("b", { source: "models:/a/1", runId: "run-two" }), {
    code: "models/bad-source",
  });
  await assert.rejects(house.version("b", { source: "models:/a/Staging" }), { code: "models/bad-source" });
  await assert.rejects(house.version("b", { source: "models:/a/9" }), {
    code: "models/no-registered-version",
  });
  await assert.rejects(house.version("b", { source: "models:/a@none" }), { code: "models/no-alias" });
});

test("prompts have a placeholder for a source, and models are not made of them", async () => {
  await using house = await openRegistryHouse();
  const tags = [{ key: "mlflow.prompt.is_prompt", value: "true" }];
  await house.model("asked", { tags });
  assert.equal(await house.version("asked", { source: "dummy-source", tags }), 1);
  await assert.rejects(house.version("asked", { source: "s3://b/x", tags }), { code: "models/bad-source" });
  await house.model("delays");
  await assert.rejects(house.version("delays", { source: "models:/asked/1" }), { code: "models/bad-source" });
});

test("an address is taken apart whatever its encoding; names of folders are whole", () => {
  assert.deepEqual(readSource("S3://Bucket//a%2fb/"), {
    scheme: "s3",
    authority: "bucket",
    parts: ["a", "b"],
  });
  assert.deepEqual(readSource("s3://b/..x/y...")?.parts, ["..x", "y..."]);
  let deep = "..";
  for (let depth = 0; depth < 20; depth++) deep = encodeURIComponent(deep).replaceAll(".", "%2e");
  assert.equal(readSource(`s3://b/${deep}/x`), undefined);
});
