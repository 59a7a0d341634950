import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { projectSchema } from "../../../src/contract/project/schema.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { fire, hold, raise } from "../../../src/lifecycle/monitors/alert.ts";
import { openMonitors } from "../../../src/lifecycle/monitors/index.ts";
import { insertAlert } from "../../../src/lifecycle/monitors/monitor-store.ts";
import type { MonitorsTables } from "../../../src/lifecycle/monitors/tables.ts";
import { inboxOf } from "../../../src/server/flow/inbox.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTinyWithLog } from "../../support/tiny-serving.ts";
import { aReport } from "../lifecycle/monitors/a-report.ts";

const finding = (summary: string) => ({
  kind: "performance" as const,
  summary,
  metric: "rocAuc",
  value: 0.6,
  expected: 0.7,
});

test("people are told of what fires, not of what waits for the next month's budget", async () => {
  await using directory = await temporaryDirectory();
  await using open = await openTinyWithLog(join(directory.path), { models: [] });
  const { meta, predictions, tables, deployments } = open;
  const models = { versionById: () => Promise.reject(new Error("no window is judged here")) };
  await using monitors = await openMonitors({
    meta,
    predictions,
    tables,
    models,
    clock: systemClock,
    specs: {},
  });
  const report = aReport();
  const waiting = hold(finding("it waits"), report, 3);
  const told = [
    raise(finding("it fires"), report, 1),
    fire(hold(finding("late"), report, 2), finding("it fires late"), report, 4),
  ];
  await meta.write<MonitorsTables, void>(async ({ db }) => {
    for (const alert of [waiting, ...told]) await insertAlert(db, alert);
  });
  const pipelines = { runs: () => Promise.reject(new Error("no pipeline is declared")) };
  const project = projectSchema.parse({ name: "inbox" });
  const items = await inboxOf({ monitors, deployments, pipelines, project, clock: systemClock });
  assert.deepEqual(
    items.map(({ title }) => title),
    ["it fires late", "it fires"],
  );
});
