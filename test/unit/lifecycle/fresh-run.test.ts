import assert from "node:assert/strict";
import { test } from "node:test";
import { openTrackingHouse } from "../../support/tracking-house.ts";

test("a run that was just made is told as it is read, also when it is asked for again", async () => {
  await using house = await openTrackingHouse();
  const { experiments } = house;
  const asked = {
    id: "0123456789abcdef0123456789abcdef",
    experiment: "churn",
    startedAt: 7,
    user: "ana",
    tags: [
      { key: "team", value: "growth" },
      { key: "a", value: "" },
    ],
  };
  const made = await experiments.createRun(asked);
  assert.deepEqual(await experiments.run(made.id), made);
  assert.deepEqual(Object.keys(made.tags), ["a", "mlflow.runName", "team"]);
  assert.deepEqual(await experiments.createRun(asked), made);
  const bare = await experiments.createRun({ experimentId: "0", startedAt: 1 });
  assert.deepEqual(await experiments.run(bare.id), bare);
});
