import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { Measured } from "../../../../src/contract/records/models.ts";
import { findAlerts } from "../../../../src/lifecycle/monitors/find-alerts.ts";
import { aColumn, aReport } from "./a-report.ts";

const spec = monitorSpecSchema.parse({ deployment: "delays", rocAucFall: 0.02, calibrationErrorRise: 0.01 });
const measured = (value: number, low: number | null = null, high: number | null = null): Measured => ({
  value,
  low,
  high,
  rows: 1_000,
});
const promised = { metrics: { rocAuc: measured(0.7), calibrationError: measured(0.02) } };
const unknown = { reference: null, current: null };
const kindsOf = (
  performance: { rocAuc?: Measured; calibrationError?: Measured },
  watch: typeof spec.watch = spec.watch,
) => findAlerts({ ...spec, watch }, aReport({ performance }), promised, unknown).map(({ kind }) => kind);

test("ranking: the fall must be of the declared size and outside the interval, both", () => {
  assert.deepEqual(kindsOf({ rocAuc: measured(0.67, 0.66, 0.68) }), ["performance"]);
  assert.deepEqual(kindsOf({ rocAuc: measured(0.685, 0.684, 0.686) }), [], "sure, but too small to matter");
  assert.deepEqual(kindsOf({ rocAuc: measured(0.6, 0.49, 0.71) }), [], "large, but explained by few rows");
  assert.deepEqual(
    kindsOf({ rocAuc: measured(0.6, 0.5, 0.7) }),
    [],
    "the interval reaches what was promised",
  );
  assert.deepEqual(kindsOf({ rocAuc: measured(0.75, 0.74, 0.76) }), [], "a rise is no alert");
});

test("calibration: the rise must be of the declared size and outside the interval, both", () => {
  assert.deepEqual(kindsOf({ calibrationError: measured(0.04, 0.03, 0.05) }), ["calibration"]);
  assert.deepEqual(kindsOf({ calibrationError: measured(0.025, 0.024, 0.026) }), []);
  assert.deepEqual(kindsOf({ calibrationError: measured(0.06, 0.01, 0.11) }), []);
  assert.deepEqual(kindsOf({ calibrationError: measured(0.001, 0, 0.002) }), []);
});

test("without an interval the size alone decides", () => {
  assert.deepEqual(kindsOf({ rocAuc: measured(0.67) }), ["performance"]);
  assert.deepEqual(kindsOf({ rocAuc: measured(0.69) }), []);
});

test("only what is watched alerts", () => {
  const both = { rocAuc: measured(0.6, 0.59, 0.61), calibrationError: measured(0.1, 0.09, 0.11) };
  assert.deepEqual(kindsOf(both), ["performance", "calibration"]);
  assert.deepEqual(kindsOf(both, ["calibration"]), ["calibration"]);
  assert.deepEqual(kindsOf(both, ["performance"]), ["performance"]);
  assert.deepEqual(kindsOf(both, ["drift", "predictions"]), []);
});

test("a measure that the evaluation did not have cannot have fallen", () => {
  const report = aReport({ performance: { rocAuc: measured(0.1, 0.09, 0.11) } });
  assert.deepEqual(findAlerts(spec, report, { metrics: {} }, unknown), []);
});

const moved = { columns: [aColumn("distance", true), aColumn("origin", false)], driftShare: 0.5 };
const harm = { reference: 0.7, current: 0.65 };

test("drift without labels alerts only where it lets us expect harm", () => {
  const [alert, ...others] = findAlerts(spec, aReport({ ...moved, labelled: 0 }), promised, harm);
  assert.equal(alert?.kind, "drift");
  assert.equal(others.length, 0);
  assert.match(alert.summary, /^distance moved/);
  assert.doesNotMatch(alert.summary, /origin/, "names what moved and nothing else");
  assert.deepEqual([alert.metric, alert.value, alert.expected], ["expectedRocAuc", 0.65, 0.7]);
  const none = (ranking: Parameters<typeof findAlerts>[3], change = {}) =>
    assert.deepEqual(findAlerts(spec, aReport({ ...moved, labelled: 0, ...change }), promised, ranking), []);
  none({ reference: 0.7, current: 0.69 });
  none({ reference: 0.7, current: 0.75 });
  none(unknown);
  none(harm, { columns: [aColumn("distance", false)] });
  none(harm, { columns: [aColumn("late", true, "prediction")] });
  none(harm, { labelled: 1 });
});

test("drift that is not watched alerts nobody", () => {
  const watch: typeof spec.watch = ["performance", "calibration", "predictions"];
  assert.deepEqual(findAlerts({ ...spec, watch }, aReport({ ...moved, labelled: 0 }), promised, harm), []);
});

test("a summary says from what to what, with the interval and the rows", () => {
  const report = aReport({ performance: { rocAuc: measured(0.6543, 0.64, 0.6689) } });
  const [alert] = findAlerts(spec, report, promised, unknown);
  assert.equal(
    alert?.summary,
    "ROC AUC fell from 0.700 when evaluated to 0.654 (0.640 to 0.669) on 1000 labelled predictions.",
  );
});
