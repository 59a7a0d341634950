import assert from "node:assert/strict";
import { test } from "node:test";
import type { DemoReport } from "../../src/cli/demo/report.ts";
import { ended, startPrumo } from "../support/prumo.ts";

/** Rows and late shares of the data, counted by DuckDB's own command line over flights-3m.parquet. */
const truth: Readonly<Record<string, [rows: number, lateShare: number]>> = {
  "2001-02": [458_170, 0.233],
  "2001-03": [511_502, 0.2103],
  "2001-04": [501_030, 0.1789],
  "2001-05": [518_831, 0.1614],
  "2001-06": [502_222, 0.2135],
};

test("the demo takes three million flights through all nine stations", async (context) => {
  const { code, stdout, stderr } = await ended(
    startPrumo(["demo", "--once", "--json", "--port", "0"], process.cwd()),
  );
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout) as DemoReport;
  context.diagnostic(`${report.wallSeconds.toFixed(1)} s, ${Math.round(report.peakRssBytes / 1e6)} MB`);

  await context.test("data becomes a version, and unchanged steps are not done twice", () => {
    assert.match(report.datasetVersion, /^dsv_[0-9a-f]{32}$/);
    const [first, second] = report.pipelineRuns;
    assert.equal(first?.state, "succeeded");
    assert.deepEqual([...new Set(Object.values(second?.steps ?? {}))], ["cached"]);
  });

  await context.test("the gate refuses the weak candidate and says by how much", () => {
    const refused = report.pipelineRuns.find(({ state }) => state === "failed");
    assert.match(refused?.error ?? "", /R1/);
    assert.equal(refused?.steps["register"], "skipped");
    assert.equal(refused?.steps["deploy"], "skipped");
    const failed = report.gates.filter(({ verdict }) => verdict === "failed");
    assert.ok(failed.length >= 1);
    for (const { margin } of failed) assert.ok(margin !== null && margin < 0);
    const digests = new Set(report.modelVersions.map(({ digest }) => digest));
    for (const { modelDigest } of failed)
      assert.ok(!digests.has(modelDigest), "what was refused is not registered");
  });

  await context.test("every flight is answered and judged, month by month", () => {
    assert.equal(report.months.length, 5);
    for (const { month, rows, lateShare, aucFrozen, aucCurrent } of report.months) {
      const [expectedRows, expectedShare] = truth[month] ?? [0, 0];
      assert.equal(rows, expectedRows);
      assert.ok(Math.abs(lateShare - expectedShare) < 0.0001, `${month}: ${lateShare}`);
      // scikit-learn's model of January had 0.655 to 0.678 on these months.
      assert.ok(aucFrozen > 0.64 && aucFrozen < 0.69, `${month}: ${aucFrozen}`);
      assert.ok(aucCurrent > 0.64, `${month}: ${aucCurrent}`);
    }
    assert.equal(report.deployment.errors, 0);
    assert.equal(
      report.deployment.answered,
      report.months.reduce((sum, { rows }) => sum + rows, 0),
    );
  });

  await context.test(
    "the world changes, an alert says so, a retrained version takes over and is better",
    () => {
      assert.ok(report.alerts.length >= 1);
      assert.ok(
        report.responses.some(({ decision, state }) => decision === "retrain" && state === "released"),
      );
      assert.ok(report.modelVersions.length >= 2);
      const retrained = report.months.filter(({ versions }) => !versions.includes(1));
      assert.ok(retrained.length >= 1, "some month is answered by a retrained version alone");
      const gain = retrained.reduce((sum, month) => sum + month.logLossFrozen - month.logLossCurrent, 0);
      assert.ok(gain > 0, `log loss without retraining less with: ${gain}`);
      const live = report.deployment.variants.find(({ role }) => role === "live");
      assert.ok((live?.version ?? 0) >= 2);
      assert.ok(
        report.deployment.rollouts.some(({ history }) =>
          history
            .map(({ state }) => state)
            .join()
            .includes("shadow,canary"),
        ),
      );
    },
  );
});
