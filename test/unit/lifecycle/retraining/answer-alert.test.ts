import assert from "node:assert/strict";
import { test } from "node:test";
import { type RetrainSpec, retrainSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { Alert } from "../../../../src/contract/records/monitors.ts";
import { systemClock } from "../../../../src/kernel/clock.ts";
import { fail } from "../../../../src/kernel/errors/prumo-error.ts";
import { raise } from "../../../../src/lifecycle/monitors/alert.ts";
import { openRetraining, type RetrainingDeps } from "../../../../src/lifecycle/retraining/index.ts";
import { sqliteFixture } from "../../../support/sqlite-fixture.ts";
import { aReport } from "../monitors/a-report.ts";

const spec = retrainSpecSchema.parse({ pipeline: "train", monitor: "delays" });
const alert: Alert = raise(
  { kind: "performance", summary: "ROC AUC fell.", metric: "rocAuc", value: 0.6, expected: 0.7 },
  aReport(),
  1,
);

test("what was decided before a crash is gone through with, though the project no longer declares it", async () => {
  await using sqlite = await sqliteFixture();
  const live = async (
    specs: readonly RetrainSpec[],
    startPipeline: RetrainingDeps["startPipeline"],
    work: (house: Awaited<ReturnType<typeof sqlite.open>>) => Promise<void>,
  ) => {
    await using stack = new AsyncDisposableStack();
    const { meta, events } = await sqlite.open();
    stack.use(meta);
    stack.use(events);
    const retraining = await openRetraining({
      meta,
      events,
      clock: systemClock,
      specs,
      monitors: { alert: async () => alert, answered: async () => {} },
      startPipeline,
      pipelineRun: () => Promise.reject(new Error("no run was started")),
    });
    await work({ meta, events });
    return (await retraining.list()).items.map(({ state }) => state);
  };
  const asked = Promise.withResolvers<void>();
  const dies = async () => {
    asked.resolve();
    throw new Error("killed before the run was there");
  };
  const before = await live([spec], dies, async ({ meta }) => {
    const { id, monitor, windowTo } = alert;
    await meta.write(async ({ emit }) =>
      emit("monitor.alert-raised", id, { monitor, alertId: id, windowTo }),
    );
    await asked.promise;
  });
  assert.deepEqual(before, ["decided"]);
  const refuses = async () => {
    throw fail("pipelines/not-declared", { pipeline: "train", known: [] });
  };
  const after = await live([], refuses, ({ events }) => events.settle());
  assert.deepEqual(after, ["failed"]);
});
