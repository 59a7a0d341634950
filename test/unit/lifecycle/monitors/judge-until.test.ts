import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { ModelVersion } from "../../../../src/contract/records/models.ts";
import { systemClock } from "../../../../src/kernel/clock.ts";
import { openMonitors } from "../../../../src/lifecycle/monitors/index.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { openTinyWithLog, tinyId, tinyRows } from "../../../support/tiny-serving.ts";

const version = {
  id: tinyId(1),
  signature: { inputs: [], target: { name: "late", kind: "binary" }, time: "date" },
  evaluation: { metrics: {}, calibration: [] },
  reference: [],
} as unknown as ModelVersion;
const february = (day: number) => Date.UTC(2001, 1, day);

test("windows that the project makes longer judge no answer twice, and leave none out", async () => {
  await using directory = await temporaryDirectory();
  await using open = await openTinyWithLog(directory.path, { models: [{ version: 1, intercept: -1 }] });
  await open.release(1);
  // a row a minute, from Thursday, the first of February 2001, to the end of Sunday, the fourth
  const rows = 4 * 24 * 60;
  await open.deployments.predict("delays", tinyRows(rows));
  const { meta, predictions, tables } = open;
  const models = { versionById: async () => version };
  const judge = async (every: string, until: number) => {
    const spec = monitorSpecSchema.parse({ deployment: "delays", every, labels: { arriveWithin: "0s" } });
    await using monitors = await openMonitors({
      meta,
      predictions,
      tables,
      models,
      clock: systemClock,
      specs: { delays: spec },
    });
    const { reports } = await monitors.judge("delays", until);
    return reports.map((report) => [report.from, report.to, report.rows]);
  };
  assert.deepEqual(await judge("1d", february(3)), [
    [february(1), february(2), rows / 4],
    [february(2), february(3), rows / 4],
  ]);
  // the week from Monday, the 29th of January, whose first days are judged
  assert.deepEqual(await judge("1w", february(12)), [[february(3), february(5), rows / 2]]);
  assert.deepEqual(await judge("1w", february(12)), []);
});
