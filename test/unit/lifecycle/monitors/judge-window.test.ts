import assert from "node:assert/strict";
import { test } from "node:test";
import { monitorSpecSchema } from "../../../../src/contract/project/schema.ts";
import type { ModelVersion } from "../../../../src/contract/records/models.ts";
import { referenceColumn } from "../../../../src/engines/drift/reference-column.ts";
import { judgeWindow } from "../../../../src/lifecycle/monitors/judge-window.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import {
  chanceOf,
  openTinyWithLog,
  tinyId,
  type TinyModel,
  tinyRows,
} from "../../../support/tiny-serving.ts";

const low: TinyModel = { version: 1, intercept: -3 };
const high: TinyModel = { version: 2, intercept: 1 };
const spec = monitorSpecSchema.parse({ deployment: "delays" });
const january = Date.UTC(2001, 0, 1);
const window = { from: january, to: Date.UTC(2002, 0, 1) };
const trainedOn = tinyRows(3_000);

/** A version as registered: its reference is what `tinyRows` are like. */
function versionOf(model: TinyModel): ModelVersion {
  const numbers = (of: (row: (typeof trainedOn)[number]) => number) => Float64Array.from(trainedOn, of);
  return {
    id: tinyId(model.version),
    signature: { inputs: [], target: { name: "late", kind: "binary" }, time: "date" },
    evaluation: { metrics: {}, calibration: [] },
    reference: [
      referenceColumn(
        { column: "distance", role: "input", type: "number" },
        numbers((row) => Number(row["distance"])),
      ),
      referenceColumn(
        { column: "origin", role: "input", type: "string" },
        trainedOn.map((row) => row["origin"] as string),
      ),
      referenceColumn(
        { column: "isHub", role: "input", type: "boolean" },
        trainedOn.map((row) => row["isHub"] === true),
      ),
      referenceColumn(
        { column: "date", role: "input", type: "timestamp" },
        numbers(() => january),
      ),
      referenceColumn(
        { column: "gone", role: "input", type: "number" },
        numbers(() => 1),
      ),
      referenceColumn(
        { column: "prediction", role: "prediction", type: "number" },
        numbers((row) => chanceOf(model, row)),
      ),
    ],
  } as unknown as ModelVersion;
}

async function judged(work: (open: Awaited<ReturnType<typeof openTinyWithLog>>) => Promise<void>) {
  await using directory = await temporaryDirectory();
  await using open = await openTinyWithLog(directory.path, {
    models: [low, high],
    rollout: { strategy: "immediate" },
  });
  await open.release(1);
  await work(open);
  const { predictions, tables } = open;
  const models = { versionById: async (id: string) => versionOf(id === tinyId(1) ? low : high) };
  return await judgeWindow({ predictions, tables, models }, "delays", spec, window, Date.UTC(2026, 0, 1));
}

test("traffic like the training data drifts nowhere; time is no column of it, nor is what is not logged", async () => {
  const found = await judged(async ({ deployments }) => {
    await deployments.predict("delays", tinyRows(1_500));
  });
  assert.deepEqual(
    found?.report.columns.map(({ column, method, drifted }) => `${column} ${method} ${drifted}`),
    ["distance ks false", "origin chi-square false", "isHub chi-square false", "prediction ks false"],
  );
  assert.deepEqual([found.report.driftShare, found.report.labelled, found.report.performance], [0, 0, {}]);
  assert.equal(found.report.byVersion, undefined);
});

test("what moved drifts, and only that", async () => {
  const far = tinyRows(1_500).map((row) => ({ ...row, distance: Number(row["distance"]) + 3_000 }));
  const found = await judged(async ({ deployments }) => {
    await deployments.predict("delays", far);
  });
  assert.deepEqual(
    found?.report.columns.filter(({ drifted }) => drifted).map(({ column }) => column),
    ["distance", "prediction"],
  );
  assert.equal(found.report.driftShare, 1 / 3);
});

test("the scores of another version are no drift of this one's; quality is told for both", async () => {
  const found = await judged(async ({ deployments, release, predictions }) => {
    const first = await deployments.predict("delays", tinyRows(900));
    await release(2);
    const second = await deployments.predict("delays", tinyRows(600, 900));
    // version 1 ranks perfectly, version 2 the wrong way round
    const labels = [
      ...first.answers.map(({ id, score }) => ({ id, label: score > 0.3 ? 1 : 0 })),
      ...second.answers.map(({ id, score }) => ({ id, label: score > 0.9 ? 0 : 1 })),
    ];
    await predictions.label("delays", labels);
  });
  assert.ok(found);
  const { report } = found;
  assert.deepEqual(report.modelVersions, [tinyId(1), tinyId(2)]);
  assert.deepEqual(
    report.byVersion?.map(({ rows, labelled, performance }) => [rows, labelled, performance.rocAuc?.value]),
    [
      [900, 900, 1],
      [600, 600, 0],
    ],
  );
  const prediction = report.columns.find(({ role }) => role === "prediction");
  assert.equal(prediction?.drifted, false, `${prediction?.psi}`);
  assert.ok((report.predictionPsi ?? 1) < 0.05);
});

test("a window without answers is no report", async () => {
  assert.equal(await judged(async () => {}), null);
});
