import assert from "node:assert/strict";
import { test } from "node:test";
import { ana, noEvaluation, openRegistryHouse } from "./registry-house.ts";

const value = (rmse: number) => ({
  ...noEvaluation,
  metrics: { rmse: { value: rmse, low: null, high: null, rows: 1 } },
});
const shown = { prompts: "hidden", limit: 100 } as const;

test("models by name with their newest version, last promotion and course; prompts when asked for", async () => {
  await using house = await openRegistryHouse();
  const { registry, models } = house;
  await house.registerPackage("delays", value(3), 1);
  await house.registerPackage("delays", value(2), 2);
  await house.version("delays");
  await registry.setAlias({ model: "delays", alias: "live", version: 1 }, ana("first"));
  await registry.setAlias({ model: "delays", alias: "live", version: 2 }, ana("better"));
  await house.model("empty", { description: "nothing yet" });
  await house.model("greeting", { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });

  const { items, next } = await models.overview(shown);
  assert.equal(next, null);
  assert.deepEqual(
    items.map(({ name, versions, newest, aliases, lastPromotion, course }) => ({
      name,
      versions,
      newest: newest && [newest.version, newest.isPackage],
      aliases,
      last: lastPromotion?.reason,
      course,
    })),
    [
      {
        name: "delays",
        versions: 3,
        newest: [3, false],
        aliases: { live: 2 },
        last: "better",
        course: { metric: "rmse", values: [3, 2] },
      },
      { name: "empty", versions: 0, newest: null, aliases: {}, last: undefined, course: null },
    ],
  );
  const all = await models.overview({ ...shown, prompts: "shown" });
  assert.deepEqual(
    all.items.map(({ name, isPrompt }) => [name, isPrompt]),
    [
      ["delays", false],
      ["empty", false],
      ["greeting", true],
    ],
  );
});

test("the list goes on where it ended, and is searched by letters alone", async () => {
  await using house = await openRegistryHouse();
  for (const name of ["a_b", "axb", "Big %", "c"]) await house.model(name);
  const names = async (more: object) =>
    (await house.models.overview({ ...shown, ...more })).items.map(({ name }) => name);
  const { next } = await house.models.overview({ ...shown, limit: 2 });
  assert.deepEqual(await names({ limit: 2, cursor: next }), ["axb", "c"]);
  assert.deepEqual(await names({ name: "A_B" }), ["a_b"]);
  assert.deepEqual(await names({ name: "%" }), ["Big %"]);
  assert.deepEqual(await names({ name: "big" }), ["Big %"]);
});

test("measures come page by page, newest first", async () => {
  await using house = await openRegistryHouse();
  for (let made = 1; made <= 23; made++) await house.registerPackage("delays", value(made), made);
  const first = await house.models.measures("delays", { limit: 12 });
  assert.deepEqual(
    first.items.map(({ version, metrics }) => [version, metrics.rmse?.value]),
    Array.from({ length: 12 }, (_, at) => [23 - at, 23 - at]),
  );
  const rest = await house.models.measures("delays", { limit: 12, cursor: first.next ?? "" });
  assert.deepEqual([rest.items.length, rest.items.at(-1)?.version, rest.next], [11, 1, null]);
  await assert.rejects(house.models.measures("nobody"), { code: "models/no-model" });
});

test("files of a version are found where it was registered from, and never elsewhere", async () => {
  await using house = await openRegistryHouse();
  const { experiments, registry } = house;
  await house.model("delays");
  const experimentId = await experiments.createExperiment({ name: "e", tags: [] });
  const run = await experiments.createRun({ experimentId, tags: [], startedAt: 1 });
  const logged = await experiments.createLoggedModel({
    experimentId,
    name: "flights",
    sourceRunId: run.id,
    params: [],
    tags: [],
  });
  const ref = { sha256: "0".repeat(64), bytes: 3 };
  const place = (root: string) => root.replace("mlflow-artifacts:/", "");
  await experiments.linkArtifacts([
    { ...ref, path: `${place(run.artifactRoot)}/model/MLmodel` },
    { ...ref, path: `${place(logged.artifactRoot)}/data/model.pkl` },
  ]);
  const files = async (source: string, folder = "") => {
    const version = await registry.createVersion({ model: "delays", source, tags: [], by: "ana" });
    const found = await registry.files("delays", version, folder);
    return [found.place, ...found.entries.map(({ path }) => path)];
  };
  assert.deepEqual(await files(`runs:/${run.id}/model`), ["store", "MLmodel"]);
  assert.deepEqual(await files(`runs:/${run.id}/flights`), ["store", "data"], "where the client logged it");
  assert.deepEqual(await files(`models:/${logged.id}`, "data"), ["store", "model.pkl"]);
  assert.deepEqual(await files("s3://bucket/model"), ["elsewhere"]);
  const { version } = await house.registerPackage("delays");
  const ours = await registry.files("delays", version, "");
  assert.deepEqual(
    ours.entries.map(({ path }) => path),
    ["MLmodel", "model.onnx", "prumo.json"],
  );
});
