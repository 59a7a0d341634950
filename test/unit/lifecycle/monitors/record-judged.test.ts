import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { Measured, ModelVersion } from "../../../../src/contract/records/models.ts";
import type { Alert, DriftReport } from "../../../../src/contract/records/monitors.ts";
import { heldClock } from "../../../../src/kernel/clock.ts";
import { readAlerts } from "../../../../src/lifecycle/monitors/monitor-store.ts";
import { recordJudged } from "../../../../src/lifecycle/monitors/record-judged.ts";
import { monitorsMigrations } from "../../../../src/lifecycle/monitors/tables.ts";
import { sqliteFixture } from "../../../support/sqlite-fixture.ts";
import { aReport } from "./a-report.ts";

const dayMs = 86_400_000;
const measured = (value: number, half = 0.005): Measured => ({
  value,
  low: value - half,
  high: value + half,
  rows: 1_000,
});
const version = {
  id: "mdv_1",
  evaluation: { metrics: { rocAuc: measured(0.7), calibrationError: measured(0.02) }, calibration: [] },
} as unknown as ModelVersion;
const good = { rocAuc: measured(0.7), calibrationError: measured(0.02) };
const lostRanking = { ...good, rocAuc: measured(0.6) };
const lostHonesty = { ...good, calibrationError: measured(0.1) };
const lostBoth = { rocAuc: measured(0.6), calibrationError: measured(0.1) };
const tooFewRows = { rocAuc: measured(0.6, 0.2), calibrationError: measured(0.1, 0.1) };

/** Records the given days of a monitor and shows what each fired, and the alerts in the end. */
async function recorded(
  alertsPerMonth: number,
  days: readonly (readonly [day: number, DriftReport["performance"]])[],
) {
  await using sqlite = await sqliteFixture();
  const { meta, events } = await sqlite.open();
  await using _ = meta;
  await meta.migrate(monitorsMigrations);
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const spec = monitorSpecSchema.parse({ deployment: "delays", budget: { alertsPerMonth } });
  const fired: (Alert[] | null)[] = [];
  for (const [day, performance] of days) {
    clock.advance(1_000);
    const from = Date.UTC(2001, 1, 1) + day * dayMs;
    const report = aReport({ id: `drf_${fired.length}`, from, to: from + dayMs, performance });
    fired.push(
      await recordJudged({ meta, clock }, spec, {
        report,
        version,
        ranking: { reference: null, current: null },
      }),
    );
  }
  const told = (await events.recent(100)).toReversed().map(({ type, data }) => ({ type, ...data }));
  return {
    fired: fired.map((alerts) => alerts?.map(({ kind }) => kind) ?? null),
    alerts: (await readAlerts(meta, {})).items.toReversed(),
    told: told.map((event) => ("state" in event ? `${event.type} ${event.state}` : event.type)),
  };
}

test("of each kind one alert is open; it resolves by itself when a window is fine", async () => {
  const { fired, alerts, told } = await recorded(9, [
    [0, lostRanking],
    [1, lostBoth],
    [2, lostHonesty],
    [3, good],
    [4, lostRanking],
  ]);
  assert.deepEqual(fired, [["performance"], ["calibration"], [], [], ["performance"]]);
  assert.deepEqual(
    alerts.map(({ kind, state }) => `${kind} ${state}`),
    ["performance resolved", "calibration resolved", "performance firing"],
  );
  assert.deepEqual(told, [
    "monitor.report-made",
    "monitor.alert-raised",
    "monitor.report-made",
    "monitor.alert-raised",
    "monitor.report-made",
    "monitor.alert-changed resolved",
    "monitor.report-made",
    "monitor.alert-changed resolved",
    "monitor.report-made",
    "monitor.alert-raised",
  ]);
});

test("a window of too few rows neither raises nor resolves", async () => {
  const { fired, alerts } = await recorded(9, [
    [0, tooFewRows],
    [1, lostRanking],
    [2, tooFewRows],
    [3, {}],
  ]);
  assert.deepEqual(fired, [[], ["performance"], [], []]);
  assert.deepEqual(
    alerts.map(({ state }) => state),
    ["firing"],
  );
});

test("beyond the budget an alert is pending, and fires when there is budget and it is bad still", async () => {
  const { fired, alerts, told } = await recorded(1, [
    [0, lostRanking],
    [1, lostBoth],
    // thirty days after the window of the first alert
    [30, lostBoth],
  ]);
  assert.deepEqual(fired, [["performance"], [], ["calibration"]]);
  assert.deepEqual(
    alerts.map(({ kind, state }) => `${kind} ${state}`),
    ["performance firing", "calibration firing"],
  );
  const [, late] = alerts;
  assert.equal(late?.reportId, "drf_2", "about the window in which it fired");
  assert.equal(late?.windowTo, Date.UTC(2001, 1, 1) + 31 * dayMs);
  assert.ok(late.firedAt !== undefined && late.firedAt > late.raisedAt);
  assert.deepEqual(told, [
    "monitor.report-made",
    "monitor.alert-raised",
    "monitor.report-made",
    "monitor.alert-changed pending",
    "monitor.report-made",
    "monitor.alert-raised",
  ]);
});

test("what was pending only cost no budget, and is over when a window is fine", async () => {
  const { fired, alerts } = await recorded(1, [
    [0, lostRanking],
    [1, lostBoth],
    [2, good],
    [29, lostHonesty],
    [30, lostHonesty],
  ]);
  assert.deepEqual(fired, [["performance"], [], [], [], ["calibration"]]);
  assert.deepEqual(
    alerts.map(({ kind, state }) => `${kind} ${state}`),
    ["performance resolved", "calibration resolved", "calibration firing"],
  );
});

test("a window is on record once", async () => {
  const { fired, alerts, told } = await recorded(9, [
    [0, lostRanking],
    [0, lostBoth],
  ]);
  assert.deepEqual(fired, [["performance"], null]);
  assert.equal(alerts.length, 1);
  assert.deepEqual(told, ["monitor.report-made", "monitor.alert-raised"]);
});
