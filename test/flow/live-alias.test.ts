import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { followLive } from "../../src/app/live-alias.ts";
import { ask } from "../support/ask.ts";
import { openHouse, runPipeline, type TestHouse } from "../support/house.ts";

const model = "flight-delays";

let house: TestHouse;
before(async () => {
  house = await openHouse();
  await runPipeline(house, {});
  await runPipeline(house, { trees: 25 });
  await house.app.settle();
});
after(() => house[Symbol.asyncDispose]());

const promote = (version: string, reason: string) =>
  house.client.models.promote({ params: { name: model, version }, body: { alias: "live", reason } });
const alias = async () => (await house.client.models.show({ params: { name: model } })).aliases["live"];
const serving = async () => {
  const { variants, rollout } = await house.client.deployments.show({ params: { name: "delays" } });
  const live = variants.find(({ role }) => role === "live")?.version;
  return [live, rollout === null ? null : variants.at(-1)?.version];
};
const advance = async () => {
  while ((await serving())[1] !== null) {
    const { rollout } = await house.client.deployments.advance({
      params: { name: "delays" },
      body: { reason: "go on" },
    });
    // Until the last step the alias says who serves.
    if (rollout !== null) assert.equal(await alias(), (await serving())[0]);
  }
  await house.app.settle();
};
const rollBack = async () => {
  await house.client.deployments.rollBack({ params: { name: "delays" }, body: { reason: "not this one" } });
  await house.app.settle();
};

test("the alias live names the version that serves, however it is asked for", async (t) => {
  await t.test("a pipeline's rollout leaves it until it is over", async () => {
    assert.deepEqual(await serving(), [1, 2]);
    assert.equal(await alias(), 1);
    await rollBack();
    assert.deepEqual([await serving(), await alias()], [[1, null], 1]);
  });

  await t.test(
    "a promotion by hand starts a rollout, which moves it at its end and says for whom",
    async () => {
      const asked = await promote("2", "I trust it");
      assert.deepEqual(asked.aliases, []);
      await house.app.settle();
      assert.deepEqual([await serving(), await alias()], [[1, 2], 1]);
      await rollBack();
      assert.equal(await alias(), 1, "a rollout that was called back left the alias behind");
      await promote("2", "I do trust it");
      await advance();
      assert.deepEqual([await serving(), await alias()], [[2, null], 2]);
      const { promotions } = await house.client.models.promotions({ params: { name: model } });
      assert.deepEqual(
        promotions.map(({ fromVersion, toVersion }) => [fromVersion, toVersion]),
        [
          [1, 2],
          [null, 1],
        ],
      );
      assert.match(promotions[0]?.by ?? "", /delays.*api/);
      assert.equal(promotions[0]?.reason, "I do trust it");
    },
  );

  await t.test(
    "an MLflow client's alias likewise; promoting what serves calls the rollout back",
    async () => {
      const body = JSON.stringify({ name: model, alias: "live", version: "1" });
      const path = "/api/2.0/mlflow/registered-models/alias";
      const { status } = await ask(house.url, "POST", path, body, { "content-type": "application/json" });
      assert.equal(status, 200);
      await house.app.settle();
      assert.deepEqual([await serving(), await alias()], [[2, 1], 2]);
      assert.deepEqual((await promote("2", "rather not")).aliases, ["live"]);
      await house.app.settle();
      assert.deepEqual([await serving(), await alias()], [[2, null], 2]);
    },
  );

  await t.test("late news of an alias does not call back what is rolling out by now", async () => {
    await promote("1", "back to the first");
    const data = { model, alias: "live", version: 2 };
    const event = { seq: 1_000_000, type: "model.promoted" as const, subject: model, at: 0, data };
    await followLive(house.app.models, house.app.deployments, event);
    assert.deepEqual(await serving(), [2, 1]);
    await followLive(house.app.models, house.app.deployments, { ...event, data: { ...data, version: 1 } });
    assert.deepEqual([await serving(), await alias()], [[2, 1], 2]);
    await rollBack();
  });

  await t.test("other aliases move at once; what is not there is refused", async () => {
    const asked = await house.client.models.promote({
      params: { name: model, version: "1" },
      body: { alias: "champion", reason: "a name" },
    });
    assert.deepEqual(asked.aliases, ["champion"]);
    await assert.rejects(promote("9", "none"), ({ problem }: { problem: { code: string } }) => {
      assert.equal(problem.code, "models/no-version");
      return true;
    });
    assert.deepEqual([await serving(), await alias()], [[2, null], 2]);
  });

  await t.test("what answers, or is being tried, is not deleted; what is neither is", async () => {
    await promote("1", "once more");
    await house.app.settle();
    assert.deepEqual(await serving(), [2, 1]);
    const remove = async (path: string, of: object) => {
      const type = { "content-type": "application/json" };
      const at = `/api/2.0/mlflow/${path}/delete`;
      return (await ask(house.url, "DELETE", at, JSON.stringify(of), type)).status;
    };
    for (const version of ["1", "2"])
      assert.equal(await remove("model-versions", { name: model, version }), 400);
    assert.equal(await remove("registered-models", { name: model }), 400);
    await rollBack();
    assert.equal(await remove("model-versions", { name: model, version: "1" }), 200);
    const { items } = await house.client.models.history({
      params: { name: model },
      query: { alias: "champion" },
    });
    assert.equal(typeof items[0]?.until, "number", "the alias of a deleted version goes on");
    assert.deepEqual([await serving(), await alias()], [[2, null], 2]);
  });
});
