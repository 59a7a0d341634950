import assert from "node:assert/strict";
import { test } from "node:test";
import { ana, openRegistryHouse, type RegistryHouse } from "./registry-house.ts";

async function withVersions(count: number): Promise<RegistryHouse> {
  const house = await openRegistryHouse();
  await house.model("delays");
  for (let made = 0; made < count; made++) await house.version("delays");
  return house;
}

/** `live v1 10–20`; what lasts has no end. */
async function tenures({ models }: RegistryHouse, more: object = {}): Promise<string[]> {
  const { items } = await models.servedBetween({ model: "delays", ...more });
  return items.map(({ alias, version, from, until }) => `${alias} v${version} ${from}–${until ?? ""}`);
}

test("an alias has a tenure from each move to the next, and a moment asks which version it was", async () => {
  await using house = await withVersions(3);
  const { registry } = house;
  for (const [at, version] of [
    [10_000, 1],
    [20_000, 2],
    [30_000, 1],
  ] as const) {
    house.at(at);
    await registry.setAlias({ model: "delays", alias: "live", version }, ana(`at ${at}`));
  }
  house.at(40_000);
  await registry.deleteAlias("delays", "live", ana("over"));
  await registry.setAlias({ model: "delays", alias: "champion", version: 3 }, ana("best"));

  assert.deepEqual(await tenures(house, { alias: "live" }), [
    "live v1 30000–40000",
    "live v2 20000–30000",
    "live v1 10000–20000",
  ]);
  const moment = (time: number) => tenures(house, { from: time, to: time });
  assert.deepEqual(await moment(9_999), []);
  assert.deepEqual(await moment(10_000), ["live v1 10000–20000"]);
  assert.deepEqual(await moment(20_000), ["live v2 20000–30000"]);
  assert.deepEqual(await moment(40_000), ["champion v3 40000–"]);
  assert.deepEqual(await tenures(house, { alias: "live", from: 15_000, to: 25_000 }), [
    "live v2 20000–30000",
    "live v1 10000–20000",
  ]);
  const [first] = (await house.models.servedBetween({ model: "delays", alias: "live", to: 12_000 })).items;
  assert.deepEqual([first?.by, first?.reason, first?.evidence], ["ana", "at 10000", []]);
});

test("pages of tenures go on where the last one ended", async () => {
  await using house = await withVersions(2);
  for (const version of [1, 2, 1]) {
    await house.registry.setAlias({ model: "delays", alias: "live", version }, ana("turn"));
  }
  const first = await house.models.servedBetween({ model: "delays", limit: 2 });
  assert.deepEqual(
    first.items.map(({ seq }) => seq),
    [3, 2],
  );
  const rest = await house.models.servedBetween({ model: "delays", limit: 2, cursor: first.next ?? "" });
  assert.deepEqual([rest.items.map(({ seq }) => seq), rest.next], [[1], null]);
});

test("several versions may be in a stage; each leaves it by its own next move", async () => {
  await using house = await withVersions(3);
  const { registry } = house;
  const move = async (at: number, version: number, stage: string, archivesOthers = false) => {
    house.at(at);
    await registry.moveToStage({ model: "delays", version, stage, archivesOthers }, ana("stage"));
  };
  await move(10_000, 1, "production");
  await move(20_000, 2, "Production");
  await move(30_000, 3, "Production", true);
  assert.deepEqual(await tenures(house, { alias: "Production" }), [
    "Production v3 30000–",
    "Production v2 20000–30000",
    "Production v1 10000–30000",
  ]);
  assert.deepEqual(await tenures(house, { from: 30_000, to: 30_000, alias: "Archived" }), [
    "Archived v1 30000–",
    "Archived v2 30000–",
  ]);
});

test("what is deleted stands nowhere any more, and its history can still be read", async () => {
  await using house = await withVersions(2);
  const { registry, models } = house;
  await registry.setAlias({ model: "delays", alias: "champion", version: 1 }, ana("first"));
  await registry.setAlias({ model: "delays", alias: "old", version: 2 }, ana("second"));
  await registry.moveToStage(
    { model: "delays", version: 1, stage: "Staging", archivesOthers: false },
    ana(""),
  );
  house.at(50_000);
  await registry.deleteVersion("delays", 1, "bob");
  assert.deepEqual(await tenures(house), ["Staging v1 1000–50000", "old v2 1000–", "champion v1 1000–50000"]);
  house.at(60_000);
  await registry.deleteModel("delays", "bob");
  await assert.rejects(registry.model("delays"), { code: "models/no-registered-model" });
  assert.deepEqual(await tenures(house, { from: 60_000, to: 60_000 }), []);
  const [last] = await models.promotions("delays");
  assert.deepEqual(
    [last?.alias, last?.fromVersion, last?.toVersion, last?.by, last?.reason],
    ["old", 2, null, "bob", "the model was deleted"],
  );
  await house.model("delays");
  await house.version("delays");
  await registry.setAlias({ model: "delays", alias: "old", version: 1 }, ana("anew"));
  assert.deepEqual(await tenures(house, { alias: "old" }), ["old v1 60000–", "old v2 1000–60000"]);
  await assert.rejects(models.servedBetween({ model: "nobody" }), { code: "models/no-model" });
});

test("a rename takes the history along, behind that of the name it gets", async () => {
  await using house = await withVersions(1);
  const { registry, models } = house;
  await registry.setAlias({ model: "delays", alias: "live", version: 1 }, ana("before"));
  await registry.deleteModel("delays", "bob");
  await house.model("other");
  await house.version("other");
  await registry.setAlias({ model: "other", alias: "live", version: 1 }, ana("as other"));
  await registry.renameModel("other", "delays");
  assert.deepEqual(
    (await models.promotions("delays")).map(({ seq, reason }) => [seq, reason]),
    [
      [3, "as other"],
      [2, "the model was deleted"],
      [1, "before"],
    ],
  );
});

test("each change is told of once, in the transaction that makes it", async () => {
  await using house = await withVersions(1);
  const { registry, events } = house;
  await registry.setAlias({ model: "delays", alias: "a", version: 1 }, ana("x"));
  await registry.setAlias({ model: "delays", alias: "a", version: 1 }, ana("again"));
  await registry.tagVersion("delays", 1, { key: "k", value: "v" });
  await registry.untagVersion("delays", 1, "k");
  await registry.untagVersion("delays", 1, "k");
  await registry.deleteVersion("delays", 1, "bob");
  const told = (await events.recent(50)).toSorted((a, b) => a.seq - b.seq);
  const id = told[1]?.subject;
  assert.deepEqual(
    told.map(({ type, data }) => [type, data]),
    [
      ["model.registered", { model: "delays" }],
      ["model.version-registered", { model: "delays", version: 1, versionId: id }],
      ["model.promoted", { model: "delays", alias: "a", version: 1 }],
      ["model.alias-changed", { model: "delays", alias: "a", version: 1, before: null }],
      ["model.version-tag-changed", { model: "delays", version: 1, key: "k", value: "v" }],
      ["model.version-tag-changed", { model: "delays", version: 1, key: "k", value: null }],
      ["model.alias-changed", { model: "delays", alias: "a", version: null, before: 1 }],
      ["model.changed", { model: "delays", version: 1, change: "deleted" }],
    ],
  );
});
