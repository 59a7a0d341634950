import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReferenceColumn } from "../../src/contract/records/models.ts";
import type { Evaluation } from "../../src/contract/records/models.ts";
import type { ModelValue, ReportValue, TableValue } from "../../src/contract/step-params.ts";
import type { StepValue } from "../../src/contract/records/pipelines.ts";
import type { Json } from "../../src/kernel/json.ts";
import { below, storePath } from "../../src/lifecycle/experiments/index.ts";
import { experimentsSteps } from "../../src/lifecycle/experiments/steps.ts";
import { modelsSteps } from "../../src/lifecycle/models/steps.ts";
import { openBuildingHouse } from "./house/building-house.ts";

const kinds = [...experimentsSteps, ...modelsSteps];
const flights = new URL("../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url).pathname;

const column = (name: string) => ({ op: "column" as const, name });
const about: Partial<TableValue> = {
  name: "legs",
  time: "date",
  raw: [
    { name: "date", type: "timestamp" },
    { name: "delay", type: "number" },
    { name: "distance", type: "number" },
    { name: "origin", type: "string" },
    { name: "destination", type: "string" },
  ],
  spec: {
    from: "flights",
    lookups: {},
    columns: {
      late: {
        expression: { op: "gt", left: column("delay"), right: { op: "literal", value: 15 } },
        category: false,
      },
      minuteOfDay: { expression: { op: "minuteOfDay", of: column("date") }, category: false },
      weekday: { expression: { op: "weekday", of: column("date") }, category: false },
      distance: { expression: column("distance"), category: false },
      origin: { expression: column("origin"), category: true },
      destination: { expression: column("destination"), category: true },
    },
  },
};

/** Every tenth flight of some days of January 2001, prepared as the prepare step does. */
const days = (from: string, to: string) => `SELECT date AS "raw:date", delay AS "raw:delay",
    distance AS "raw:distance", origin AS "raw:origin", destination AS "raw:destination",
    delay > 15 AS late, hour(date) * 60 + minute(date) AS "minuteOfDay", dayofweek(date) AS weekday,
    distance, origin, destination
  FROM (SELECT *, row_number() OVER () AS n FROM read_parquet('${flights}')
        WHERE date >= TIMESTAMP '${from}' AND date < TIMESTAMP '${to}')
  WHERE n % 10 = 0 ORDER BY date, n`;

type House = Awaited<ReturnType<typeof openBuildingHouse>>;
const trainTable = (house: House) => house.tableFromSql(days("2001-01-01", "2001-01-13"), about);
const testTable = (house: House) => house.tableFromSql(days("2001-01-13", "2001-01-16"), about);

const gbdt = { kind: "gbdt", trees: 20, leaves: 15 };
const params = (more: Record<string, Json> = {}) => ({
  target: "late",
  algorithm: gbdt,
  experiment: "flight-delays",
  ...more,
});

async function json<Value>({ blobs }: House, sha256: string): Promise<Value> {
  return JSON.parse(Buffer.from(await blobs.get(sha256)).toString()) as Value;
}

/** The files that a run left, by path below its root. */
async function artifactsOf(
  house: Awaited<ReturnType<typeof openBuildingHouse>>,
  run: { readonly artifactRoot: string },
) {
  const root = storePath(run.artifactRoot);
  const entries = await house.experiments.listArtifacts(root);
  return Promise.all(
    entries.map(async ({ path }) => ({
      path,
      sha256: (await house.experiments.artifactFile(below(root, path)))?.sha256,
    })),
  );
}

test("train: real flights become one ONNX file, a run that tells how, and a reference profile", async () => {
  await using house = await openBuildingHouse(kinds);
  const table = await trainTable(house);
  const { outputs, messages, runId } = await house.step("train", params(), { table });
  const out = outputs["out"];
  const model = out?.value as ModelValue;
  assert.equal(out?.digest, model.onnxSha256);
  assert.equal(model.runId, runId);

  const run = await house.experiments.run(runId ?? "");
  assert.equal(run.state, "finished");
  assert.equal(run.params["algorithm.trees"], "20");
  assert.equal(run.params["rows"], String((table.value as { rows: number }).rows));
  assert.deepEqual(run.datasetVersions, ["dsv_1"]);
  const loss = run.metrics["train.logLoss"];
  assert.equal((await house.experiments.metrics(run.id, "train.logLoss")).length, 20);
  assert.ok(Number(loss?.last) < Number(loss?.max), "the training loss falls");
  assert.ok(
    run.energy !== null && run.energy.lowWh <= run.energy.midWh && run.energy.midWh <= run.energy.highWh,
  );
  const left = await artifactsOf(house, run);
  const paths = left.map(({ path }) => path);
  assert.deepEqual(paths, ["feature-importance.json", "model.onnx", "reference.json"]);
  const importance = await json<{ feature: string; rise: number }[]>(house, left[0]?.sha256 ?? "");
  assert.equal(importance.length, 5);
  assert.ok((importance[0]?.rise ?? 0) > 0);
  assert.ok(
    messages.some(
      (message) =>
        message.type === "progress" && /^tree 20 of 20, training log loss 0\.\d{4}$/.test(message.message),
    ),
  );

  const reference = await json<ReferenceColumn[]>(house, model.referenceSha256);
  assert.deepEqual(
    reference.map(({ column, role }) => [column, role]),
    // delay makes the label only, so it is no input; the time column only moves forward
    [
      ["distance", "input"],
      ["origin", "input"],
      ["destination", "input"],
      ["prediction", "prediction"],
      ["late", "label"],
    ],
  );
  const { rows } = table.value as { rows: number };
  for (const { counts, nulls, edges, column } of reference) {
    assert.equal(counts.reduce((sum, count) => sum + count, 0) + nulls, rows, column);
    if (edges !== null) assert.equal(counts.length, edges.length + 1, column);
  }
  // the engine's own count of what lies at or below the fifth edge
  const distance = reference[0];
  const [counted] = await house.tables.rows(
    `SELECT count(*) AS n FROM (${days("2001-01-01", "2001-01-13")}) WHERE distance <= ${distance?.edges?.[4]}`,
  );
  assert.equal(
    counted?.["n"],
    distance?.counts.slice(0, 5).reduce((sum, count) => sum + count, 0),
  );
});

test("train: the same bytes for any number of threads, other bytes for another seed with row sampling", async () => {
  await using house = await openBuildingHouse(kinds);
  const table = await trainTable(house);
  const sampled = params({ algorithm: { ...gbdt, rowShare: 0.5 } });
  const digest = async (given: Json, threads: number, stepRunId: string) =>
    (await house.step("train", given, { table }, { threads, stepRunId })).outputs["out"]?.digest;
  const one = await digest(sampled, 1, "stp_1");
  assert.equal(await digest(sampled, 2, "stp_2"), one);
  assert.notEqual(await digest({ ...sampled, seed: 1 }, 2, "stp_3"), one);
});

test("train → evaluate: better than chance on days it has not seen, tuned and cross-validated in time", async () => {
  await using house = await openBuildingHouse(kinds);
  const table = await trainTable(house);
  const given = params({
    algorithm: { ...gbdt, trees: 60, earlyStopping: 5 },
    validate: { folds: 2, by: "time" },
    tune: { trials: 3, over: { leaves: [7, 15], learningRate: { log: [0.05, 0.3] } }, rows: 4_000 },
  });
  const { outputs, runId } = await house.step("train", given, { table });
  const run = await house.experiments.run(runId ?? "");
  const points = async (key: string) => (await house.experiments.metrics(run.id, key)).length;
  assert.equal(await points("trial.loss"), 3);
  assert.equal(await points("cv.rocAuc"), 2);
  assert.ok(Number(run.metrics["cv.rocAuc.mean"]?.last) > 0.55);
  assert.ok((await points("validation.logLoss")) > 0);
  assert.ok(["7", "15"].includes(run.params["tuned.leaves"] ?? ""));
  assert.ok((await artifactsOf(house, run)).some(({ path }) => path === "trials.json"));

  const model = outputs["out"] as StepValue;
  const evaluated = await house.step(
    "evaluate",
    { slices: ["origin"], minSliceRows: 100 },
    { model, table: await testTable(house) },
  );
  const report = evaluated.outputs["out"]?.value as ReportValue;
  const evaluation = await json<Evaluation>(house, report.evaluationSha256);
  assert.equal(report.modelDigest, model.digest);
  assert.ok((evaluation.metrics.rocAuc?.low ?? 0) > 0.5, "the whole interval lies above chance");
  assert.ok(evaluation.slices.length > 0);
});

test("train: a linear model, and regression, and multiclass, through the same step", async () => {
  await using house = await openBuildingHouse(kinds);
  const table = await trainTable(house);
  const linear = await house.step("train", params({ algorithm: { kind: "linear" } }), { table });
  assert.equal((linear.outputs["out"] as StepValue & { value: ModelValue }).value.algorithm, "linear");
  const more = { ...about, spec: { ...about.spec, columns: { ...about.spec?.columns } } } as TableValue;
  Reflect.deleteProperty(more.spec.columns, "late");
  more.spec.columns["delay"] = { expression: column("delay"), category: false };
  const sql = days("2001-01-01", "2001-01-05");
  const delays = await house.tableFromSql(`SELECT *, "raw:delay" AS delay FROM (${sql})`, more);
  const regression = params({ target: "delay", task: "regression" });
  const fitted = await house.step("train", regression, { table: delays }, { stepRunId: "stp_regression" });
  const measured = await house.step(
    "evaluate",
    {},
    { model: fitted.outputs["out"] as StepValue, table: delays },
  );
  const { headline } = (measured.outputs["out"] as StepValue & { value: ReportValue }).value;
  assert.ok((headline["r2"] ?? 0) > 0 && (headline["rmse"] ?? 0) > 0, JSON.stringify(headline));
  const weekdays = params({ target: "weekday", task: "multiclass" });
  const classes = await house.step("train", weekdays, { table: delays }, { stepRunId: "stp_multiclass" });
  const model = classes.outputs["out"] as StepValue;
  const report = (await house.step("evaluate", {}, { model, table: delays })).outputs["out"]
    ?.value as ReportValue;
  assert.ok((report.headline["accuracy"] ?? 0) > 0.25, JSON.stringify(report.headline));
});

test("train: what cannot be learnt is refused in words, and the run is closed as failed", async () => {
  await using house = await openBuildingHouse(kinds);
  const table = await trainTable(house);
  const refused = async (given: Json, from: StepValue, code: string) =>
    assert.rejects(house.step("train", given, { table: from }, { stepRunId: `stp_${code}` }), { code }, code);
  await refused(params({ target: "nothing" }), table, "experiments/unknown-target");
  await refused(params({ target: "distance" }), table, "experiments/target-not-binary");
  await refused(params({ target: "origin", task: "regression" }), table, "experiments/target-not-number");
  const tune = { trials: 1, over: { depth: [1, 2] } };
  await refused(params({ tune }), table, "experiments/unknown-hyperparameter");
  const sql = days("2001-01-01", "2001-01-02");
  const replaced = (late: string) =>
    house.tableFromSql(`SELECT * REPLACE (${late} AS late) FROM (${sql})`, about);
  await refused(params(), await replaced("true"), "experiments/one-class");
  await refused(
    params(),
    await replaced("CASE WHEN distance > 500 THEN late END"),
    "experiments/missing-target",
  );
  const text = await house.tableFromSql(`SELECT * REPLACE (origin AS weekday) FROM (${sql})`, about);
  await refused(params(), text, "experiments/text-feature");
  const { items } = await house.experiments.runs(
    (await house.experiments.experimentNamed("flight-delays")).id,
  );
  assert.deepEqual(new Set(items.map(({ state }) => state)), new Set(["failed"]));
});
