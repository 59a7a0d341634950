import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import type { Evaluation, ReferenceColumn, Requirement } from "../../src/contract/records/models.ts";
import type { StepValue } from "../../src/contract/records/pipelines.ts";
import type { ModelGraph } from "../../src/contract/model-graph.ts";
import type { GateValue, ModelValue, ReleaseValue, ReportValue } from "../../src/contract/step-params.ts";
import { writeOnnx } from "../../src/engines/onnx/write.ts";
import { sha256 } from "../../src/kernel/hashing.ts";
import { modelsSteps } from "../../src/lifecycle/models/steps.ts";
import { PrumoError } from "../../src/kernel/errors/prumo-error.ts";
import { openBuildingHouse } from "./house/building-house.ts";

/*
 * The rows of test/unit/engines/metrics: the model is the logistic function of one raw column, so its scores
 * are known, and the expected values are scikit-learn's.
 */
const rows = 2_000;
const scores = Float64Array.from({ length: rows }, (_, i) => {
  const x = Math.round((((i * 7_919) % 1_009) / 1_009) * 100) / 100;
  return x * 0.98 + 0.01;
});
const labels = Array.from(scores, (p, i) => ((i * 104_729) % 997) / 997 < p);
const airports = Array.from(scores, (_, i) => (i % 4 === 0 ? "DEN" : i % 400 === 1 ? "TLH" : "ORD"));

const graph: ModelGraph = {
  inputs: [{ name: "x", type: "number" }],
  lookups: {},
  features: [{ name: "x", kind: "numeric", expression: { op: "column", name: "x" } }],
  target: { name: "late", kind: "binary" },
  predictor: {
    kind: "linear",
    outputs: 1,
    link: "logistic",
    mean: Float64Array.of(0),
    scale: Float64Array.of(1),
    offset: Int32Array.of(0),
    weights: Float64Array.of(1),
    intercept: Float64Array.of(0),
  },
};

const good: Requirement = { id: "R1", title: "ranks", metric: "rocAuc", atLeast: 0.8 };
const tooMuch: Requirement = { id: "R2", title: "ranks very well", metric: "rocAuc", atLeast: 0.9 };
const sliced: Requirement = {
  id: "R3",
  title: "at every large airport",
  metric: "rocAuc",
  slice: "origin",
  minRows: 400,
  atLeast: 0.9,
  severity: "warn",
};

type House = Awaited<ReturnType<typeof openBuildingHouse>>;

async function model({ blobs }: House): Promise<StepValue> {
  const onnx = await blobs.put(writeOnnx(graph, { version: "test" }));
  const reference: ReferenceColumn[] = [
    {
      column: "x",
      role: "input",
      type: "number",
      rows,
      nulls: 0,
      edges: [0],
      categories: null,
      counts: [1_000, 1_000],
    },
  ];
  const { sha256: referenceSha256 } = await blobs.put(Buffer.from(JSON.stringify(reference)));
  const value: ModelValue = {
    onnxSha256: onnx.sha256,
    onnxBytes: onnx.bytes,
    referenceSha256,
    algorithm: "linear",
    target: "late",
    runId: null,
    datasetVersions: ["dsv_1"],
    time: null,
  };
  return { type: "model", digest: onnx.sha256, value };
}

async function evaluated(
  house: House,
): Promise<{ fitted: StepValue; report: StepValue; evaluation: Evaluation }> {
  const fitted = await model(house);
  const x = scores.map((p) => Math.log(p / (1 - p)));
  const table = await house.table(
    { names: ["raw:x", "late", "origin"], columns: [x, labels, airports], rows },
    ["DOUBLE", "BOOLEAN", "VARCHAR"],
    { raw: [{ name: "x", type: "number" }] },
  );
  const { outputs } = await house.step(
    "evaluate",
    { slices: ["origin"], minSliceRows: 400 },
    { model: fitted, table },
  );
  const report = outputs["out"];
  assert.ok(report);
  const { evaluationSha256 } = report.value as ReportValue;
  const evaluation = JSON.parse(
    Buffer.from(await house.blobs.get(evaluationSha256)).toString(),
  ) as Evaluation;
  return { fitted, report, evaluation };
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual} is not ${expected}`);
}

test("evaluate: raw columns through the served evaluator give scikit-learn's figures, over all and by slice", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { evaluation } = await evaluated(house);
  near(evaluation.metrics.rocAuc?.value, 0.8287153337520151);
  near(evaluation.metrics.prAuc?.value, 0.826953137988008);
  near(evaluation.metrics.logLoss?.value, 0.5084004806486819);
  near(evaluation.metrics.accuracy?.value, 0.7485);
  near(evaluation.positiveShare ?? Number.NaN, 1_006 / 2_000);
  assert.ok((evaluation.metrics.latencyP99Ms?.value ?? 0) > 0);
  // TLH has too few rows for a slice
  assert.deepEqual(
    evaluation.slices.map(({ value, rows }) => [value, rows]),
    [
      ["ORD", 1_495],
      ["DEN", 500],
    ],
  );
});

test("gate: what is met passes, and the evidence is bound to the digest", async () => {
  await using house = await openBuildingHouse(modelsSteps, [good]);
  const { fitted, report } = await evaluated(house);
  const requirements = [good, sliced] as unknown as never;
  const { outputs } = await house.step("gate", { requirements }, { report });
  const gate = outputs["out"]?.value as GateValue;
  assert.equal(gate.verdict, "warned", "R3 is not met but only warns");
  const { items } = await house.models.gates();
  assert.deepEqual(items.map((row) => row.id).sort(), gate.evidence);
  const [r1, r3] = ["R1", "R3"].map((id) => items.find((row) => row.requirement.id === id));
  assert.equal(r1?.modelDigest, fitted.digest);
  assert.equal(r1?.verdict, "passed");
  assert.ok(Math.abs((r1?.margin ?? 0) - 0.0287153337520151) < 1e-6);
  assert.equal(r3?.verdict, "warned");
  assert.ok(r3?.sliceValue === "DEN" || r3?.sliceValue === "ORD");
});

test("gate: a refusal names the requirement and by how much, has exit code 3, and leaves its evidence once", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { report } = await evaluated(house);
  const requirements = [good, tooMuch] as unknown as never;
  for (const again of [1, 2]) {
    await assert.rejects(house.step("gate", { requirements }, { report }), (error: unknown) => {
      assert.ok(error instanceof PrumoError, `attempt ${again}`);
      assert.equal(error.code, "models/gate-refused");
      assert.equal(error.exit, 3);
      assert.match(error.message, /R2 \(ranks very well\): rocAuc is 0\.8287, below 0\.9 by 0\.07128/);
      assert.doesNotMatch(error.message, /R1/);
      return true;
    });
  }
  const { items } = await house.models.gates();
  assert.deepEqual(
    items.map((row) => [row.requirement.id, row.verdict]),
    [
      ["R1", "passed"],
      ["R2", "failed"],
    ],
  );
  const refusals = (await house.events.recent(20)).filter((event) => event.type === "model.gate-refused");
  assert.deepEqual(
    refusals.map((event) => event.data),
    [{ model: "train", requirements: ["R2"] }],
  );
});

test("gate: what was not measured is not met", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { report } = await evaluated(house);
  const unmeasured: Requirement = { id: "R9", title: "errors are small", metric: "rmse", atMost: 1 };
  const requirements = [unmeasured] as unknown as never;
  await assert.rejects(house.step("gate", { requirements }, { report }), { code: "models/gate-refused" });
});

test("register: the next version, the same one for the same model, with a package that stands alone", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { fitted, report } = await evaluated(house);
  const { outputs } = await house.step("gate", { requirements: [good] as unknown as never }, { report });
  const gate = outputs["out"] as StepValue;
  const inputs = { model: fitted, report, gate };
  const first = await house.step("register", { model: "delays" }, inputs);
  const again = await house.step("register", { model: "delays" }, inputs, { stepRunId: "stp_again" });
  assert.deepEqual(again.outputs, first.outputs);
  const release = first.outputs["out"]?.value as ReleaseValue;
  assert.equal(release.version, 1);
  const told = (await house.events.recent(50)).filter((event) => event.type === "model.version-registered");
  assert.equal(told.length, 1);

  const version = await house.models.version("delays", "latest");
  assert.equal(version.digest, fitted.digest);
  assert.deepEqual(version.signature, {
    inputs: [{ name: "x", type: "number" }],
    target: { name: "late", kind: "binary" },
    time: null,
  });
  const [evidence] = await house.models.evidence(version.id);
  assert.deepEqual([evidence?.modelVersionId, evidence?.verdict], [version.id, "passed"]);

  const dir = join(house.dir, "package");
  await house.models.exportPackage(version.id, dir);
  assert.deepEqual((await readdir(dir)).sort(), ["MLmodel", "model.onnx", "prumo.json"]);
  for (const file of version.files) {
    assert.equal(sha256(await readFile(join(dir, file.path))), file.sha256, file.path);
  }
  const mlmodel = parse(await readFile(join(dir, "MLmodel"), "utf8")) as {
    flavors: { onnx: { data: string } };
    signature: { inputs: string };
  };
  assert.equal(mlmodel.flavors.onnx.data, "model.onnx");
  // as mlflow.pyfunc.load_model of MLflow 3.17 takes it: tensors, which a DataFrame's columns are turned into
  assert.deepEqual(JSON.parse(mlmodel.signature.inputs), [
    { name: "x", type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 1] } },
  ]);
  const document = JSON.parse(await readFile(join(dir, "prumo.json"), "utf8")) as Record<string, unknown>;
  assert.equal(document["digest"], fitted.digest);
  assert.equal((document["evidence"] as unknown[]).length, 1);
  await assert.rejects(house.models.exportPackage(version.id, dir), { code: "models/export-not-empty" });
});

test("register: a report of another model is refused", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { fitted, report } = await evaluated(house);
  const other = {
    ...fitted,
    value: { ...(fitted.value as object), onnxSha256: "0".repeat(64) },
  } as StepValue;
  await assert.rejects(house.step("register", { model: "delays" }, { model: other, report }), {
    code: "models/report-of-another-model",
  });
});

test("aliases move, and each move is written down for good", async () => {
  await using house = await openBuildingHouse(modelsSteps);
  const { fitted, report, evaluation } = await evaluated(house);
  await house.step("register", { model: "delays" }, { model: fitted, report });
  const second = { ...(fitted.value as ModelValue), runId: null, datasetVersions: ["dsv_2"] };
  const { onnxSha256 } = second;
  // the same bytes under another name are another version of another model
  await house.models.register({ model: "other", fitted: second, evaluation, pipelineRunId: null });
  assert.equal((await house.models.version("other", "1")).digest, onnxSha256);

  const ask = { model: "delays", version: "1", by: "ana", reason: "first" };
  const live = await house.models.promote({ ...ask, alias: "live" });
  assert.deepEqual(live.aliases, ["live"]);
  await house.models.promote({ ...ask, alias: "live", reason: "again" });
  await house.models.promote({ ...ask, version: "live", alias: "champion", reason: "by alias" });
  const promotions = await house.models.promotions("delays");
  assert.deepEqual(
    promotions.map(({ seq, alias, fromVersion, toVersion, by }) => [seq, alias, fromVersion, toVersion, by]),
    [
      [2, "champion", null, 1, "ana"],
      [1, "live", null, 1, "ana"],
    ],
  );
  assert.deepEqual((await house.models.model("delays")).aliases, { champion: 1, live: 1 });
  for (const alias of ["latest", "v3", "3", "a b", ""]) {
    await assert.rejects(house.models.promote({ ...ask, alias }), { code: "models/bad-alias" }, alias);
  }
  await assert.rejects(house.models.promote({ ...ask, version: "7", alias: "live" }), {
    code: "models/no-version",
  });
  await assert.rejects(house.models.version("none", "1"), { code: "models/no-model" });
});
