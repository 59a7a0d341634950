import assert from "node:assert/strict";
import { test } from "node:test";
import { ana, openRegistryHouse } from "./registry-house.ts";

test("numbers are never used twice, whoever makes the versions; a deleted one says nothing any more", async () => {
  await using house = await openRegistryHouse();
  const { registry, models } = house;
  const first = await house.registerPackage("delays");
  assert.equal(await house.version("delays", { description: "mine", tags: [{ key: "k", value: "v" }] }), 2);
  await registry.deleteVersion("delays", 2, "ana");
  assert.equal(await house.version("delays"), 3);
  await assert.rejects(registry.version("delays", 2), { code: "models/no-registered-version" });
  const { items } = await registry.versionsOf("delays");
  assert.deepEqual(
    items.map(({ version, isPackage }) => [version, isPackage]),
    [
      [3, false],
      [1, true],
    ],
  );
  await assert.rejects(models.version("delays", "3"), { code: "models/no-package" });
  assert.equal((await models.model("delays")).latestVersion, first.version);
});

test("a package that was deleted can be registered again, as the next version", async () => {
  await using house = await openRegistryHouse();
  const first = await house.registerPackage("delays");
  assert.equal((await house.registerPackage("delays")).id, first.id);
  await house.registry.deleteVersion("delays", 1, "ana");
  await assert.rejects(house.models.versionById(first.id), { code: "models/no-version-id" });
  const second = await house.registerPackage("delays");
  assert.deepEqual([second.version, second.digest], [2, first.digest]);
  assert.notEqual(second.id, first.id);
  assert.equal((await house.registerPackage("delays")).id, second.id);
});

test("a name that was given away is a new model; the package of the old one stays with it", async () => {
  await using house = await openRegistryHouse();
  const first = await house.registerPackage("delays");
  await house.registry.renameModel("delays", "late");
  const again = await house.registerPackage("delays");
  assert.deepEqual([again.model, again.version], ["delays", 1]);
  assert.equal((await house.models.version("late", "1")).id, first.id);
});

test("MLflow's loader finds the files of a package; they are named as long as it is registered", async () => {
  await using house = await openRegistryHouse();
  const version = await house.registerPackage("delays");
  const { artifactRoot } = await house.registry.version("delays", 1);
  assert.equal(artifactRoot, `mlflow-artifacts:/models/${version.id}`);
  const files = await house.experiments.listArtifacts(`models/${version.id}`);
  assert.deepEqual(
    files.map(({ path }) => path),
    ["MLmodel", "model.onnx", "prumo.json"],
  );
  const named = async () => (await Array.fromAsync(house.models.referencedBlobs())).sort();
  assert.deepEqual(await named(), version.files.map(({ sha256 }) => sha256).sort());
  await house.registry.deleteVersion("delays", 1, "ana");
  assert.deepEqual(await named(), []);
});

test("what serves is not deleted, and only packages are promoted by the pipeline's way", async () => {
  await using house = await openRegistryHouse();
  const { models, registry } = house;
  await house.registerPackage("delays");
  await house.version("delays");
  const ask = { model: "delays", alias: "live", ...ana("go") };
  await models.promote({ ...ask, version: "1" });
  await assert.rejects(registry.deleteVersion("delays", 1, "ana"), { code: "models/serving" });
  await assert.rejects(registry.deleteModel("delays", "ana"), { code: "models/serving" });
  await assert.rejects(models.promote({ ...ask, version: "2" }), { code: "models/no-package" });
  assert.deepEqual(
    (await models.model("delays")).aliases,
    { live: 1 },
    "a refused promotion moved the alias",
  );
});
