import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { Measured } from "../../../../src/contract/records/models.ts";
import { binaryMetrics } from "../../../../src/engines/metrics/binary.ts";
import { seededRandom } from "../../../../src/kernel/random.ts";
import { findAlerts, opinionsOf } from "../../../../src/lifecycle/monitors/find-alerts.ts";
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
  assert.deepEqual(kindsOf({ rocAuc: measured(0.67, 0.66, 0.679) }), ["performance"]);
  assert.deepEqual(kindsOf({ rocAuc: measured(0.685, 0.684, 0.686) }), [], "sure, but too small to matter");
  assert.deepEqual(kindsOf({ rocAuc: measured(0.6, 0.49, 0.71) }), [], "large, but explained by few rows");
  assert.deepEqual(
    kindsOf({ rocAuc: measured(0.6, 0.5, 0.7) }),
    [],
    "the interval reaches what was promised",
  );
  assert.deepEqual(kindsOf({ rocAuc: measured(0.67, 0.65, 0.69) }), [], "it may be less than declared");
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
  none(harm, { performance: { rocAuc: measured(0.7, 0.69, 0.71) } });
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

test("a handful of labels is no measure of quality: drift is still judged by what it lets us expect", () => {
  const few = { ...moved, performance: { rocAuc: measured(0.7, 0.5, 0.9) } };
  const [alert] = findAlerts(spec, aReport(few), promised, harm);
  assert.equal(alert?.kind, "drift");
});

const diagram = [
  { predicted: 0.1, observed: 0.1, rows: 500 },
  { predicted: 0.3, observed: 0.3, rows: 500 },
];

test("moved predictions alert where chances moved and nothing says yet whether the world did", () => {
  const drifted = aReport({ columns: [aColumn("prediction", true, "prediction")], predictedShare: 0.25 });
  const found = (report: typeof drifted) =>
    findAlerts(spec, report, { ...promised, calibration: diagram }, unknown);
  const [alert] = found(drifted);
  assert.deepEqual([alert?.kind, alert?.value, alert?.expected], ["predictions", 0.25, 0.2]);
  assert.deepEqual(found({ ...drifted, predictedShare: 0.205 }), []);
  assert.deepEqual(found({ ...drifted, columns: [aColumn("prediction", false, "prediction")] }), []);
  assert.deepEqual(found({ ...drifted, performance: { rocAuc: measured(0.7, 0.69, 0.71) } }), []);
});

test("of several versions, the one that answered most is held against its own promise", () => {
  const bad = { rocAuc: measured(0.6, 0.59, 0.61) };
  const good = { rocAuc: measured(0.7, 0.69, 0.71) };
  const part = { rows: 500, labelled: 500 };
  const report = aReport({
    performance: good,
    byVersion: [
      { modelVersionId: "mdv_2", ...part, performance: bad },
      { modelVersionId: "mdv_1", ...part, performance: good },
    ],
  });
  assert.deepEqual(
    findAlerts(spec, report, promised, unknown).map(({ kind }) => kind),
    ["performance"],
  );
});

test("beyond the limit but not surely so is neither bad nor fine", () => {
  const says = (rocAuc: Measured) =>
    opinionsOf(
      { ...spec, watch: ["performance"] },
      aReport({ performance: { rocAuc } }),
      promised,
      unknown,
    )[0]?.says;
  assert.equal(says(measured(0.67, 0.65, 0.69)), "unsure");
  assert.equal(says(measured(0.69, 0.67, 0.71)), "fine");
  assert.equal(says(measured(0.66, 0.65, 0.67)), "bad");
});

test("calibration of few rows: true models are hardly ever called dishonest", () => {
  const random = seededRandom(9);
  let alarms = 0;
  for (let window = 0; window < 200; window++) {
    const scores = Float64Array.from({ length: 200 }, () => 0.05 + 0.4 * random.next());
    const labels = scores.map((chance) => (random.next() < chance ? 1 : 0));
    const performance = binaryMetrics(labels, scores, { seed: window });
    if (kindsOf({ calibrationError: performance.calibrationError as Measured }).length > 0) alarms++;
  }
  // the rule that the interval leave out what was promised called some 20 of them dishonest
  assert.ok(alarms <= 6, `${alarms} of 200`);
});
