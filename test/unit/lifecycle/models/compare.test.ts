import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evaluation, Measured } from "../../../../src/contract/records/models.ts";
import { ana, noEvaluation, openRegistryHouse } from "./registry-house.ts";

const measured = (value: number, half: number | null = 0.01, rows = 1_000): Measured => ({
  value,
  low: half === null ? null : value - half,
  high: half === null ? null : value + half,
  rows,
});
const rocAuc = (value: number, half?: number | null) => ({ rocAuc: measured(value, half) });
const evaluated = (more: Partial<Evaluation>): Evaluation => ({ ...noEvaluation, rows: 1_000, ...more });

test("packages measured on the same rows are told apart where their intervals allow it", async () => {
  await using house = await openRegistryHouse();
  const slices = (far: number) =>
    ["DEN", ...Array.from({ length: 39 }, (_, at) => `S${at}`)].map((value, at) => ({
      column: "origin",
      value,
      rows: 100,
      // The last would differ by itself (p = 0.038); among 40 slices that is chance.
      metrics: rocAuc(at === 0 ? 0.7 + far : at === 39 ? 0.7 + far * 0.15 : 0.7, 0.01),
    }));
  const first = { rocAuc: measured(0.7), logLoss: measured(0.5), latencyP99Ms: measured(1, 0.1) };
  const second = { rocAuc: measured(0.75), logLoss: measured(0.505), latencyP99Ms: measured(5, 0.1) };
  await house.registerPackage("delays", evaluated({ metrics: first, slices: slices(0) }), 1);
  await house.registerPackage("delays", evaluated({ metrics: second, slices: slices(0.1) }), 2);
  await house.registry.setAlias({ model: "delays", alias: "live", version: 1 }, ana("first"));
  const {
    versions,
    isSameData,
    metrics,
    slices: compared,
    slicesOf,
  } = await house.models.compare("delays", ["live", "latest"]);
  assert.deepEqual(
    versions.map(({ version, aliases, isPackage }) => [version, aliases, isPackage]),
    [
      [1, ["live"], true],
      [2, [], true],
    ],
  );
  assert.equal(isSameData, true);
  assert.deepEqual(
    metrics.map(({ metric, isLowerBetter, differences }) => [metric, isLowerBetter, differences[1]?.verdict]),
    [
      ["rocAuc", false, "better"],
      ["logLoss", true, "same"],
      ["latencyP99Ms", true, "unknown"],
    ],
  );
  assert.equal(metrics[0]?.differences[0], null, "the first is held against nothing");
  assert.equal(slicesOf, 40);
  assert.deepEqual([compared[0]?.value, compared[0]?.differences[1]?.verdict], ["DEN", "better"]);
  const other = compared.find(({ value }) => value === "S38");
  assert.deepEqual([other?.differences[1]?.verdict], ["same"], "one of many slices differs by chance");
  assert.ok((other?.differences[1]?.low ?? 0) > 0, "alone it would be told apart");
});

test("other rows or no interval: the numbers are shown, and no verdict is made of them", async () => {
  await using house = await openRegistryHouse();
  await house.registerPackage("delays", evaluated({ metrics: rocAuc(0.7) }), 1);
  await house.registerPackage("delays", evaluated({ metrics: rocAuc(0.9), datasetVersion: "dsv_2" }), 2);
  await house.registerPackage("delays", evaluated({ metrics: rocAuc(0.9), rows: 999 }), 3);
  await house.registerPackage("delays", evaluated({ metrics: rocAuc(0.9, null) }), 4);
  const verdict = async (version: string) => {
    const { isSameData, metrics } = await house.models.compare("delays", ["1", version]);
    return [isSameData, metrics[0]?.differences[1]?.verdict];
  };
  assert.deepEqual(await verdict("2"), [false, "incomparable"]);
  assert.deepEqual(await verdict("3"), [false, "incomparable"], "the split was another one");
  assert.deepEqual(await verdict("4"), [true, "unknown"]);
});

test("what clients registered is compared by what they logged", async () => {
  await using house = await openRegistryHouse();
  const { experiments, registry, models } = house;
  await house.model("delays");
  const experimentId = await experiments.createExperiment({ name: "e", tags: [] });
  for (const [value, depth] of [
    [0.7, "3"],
    [0.8, "5"],
  ] as const) {
    const run = await experiments.createRun({ experimentId, tags: [], startedAt: 1 });
    const dataset = { datasetName: "iris", datasetDigest: "abc" };
    const logged = await experiments.createLoggedModel({
      experimentId,
      name: "m",
      sourceRunId: run.id,
      params: [],
      tags: [],
    });
    await experiments.logBatch(run.id, {
      metrics: [{ key: "acc", value, step: 0, at: 1, modelId: logged.id, ...dataset }],
      params: [
        { key: "depth", value: depth },
        { key: "seed", value: "1" },
      ],
    });
    await registry.createVersion({ model: "delays", source: `models:/${logged.id}`, tags: [], by: "ana" });
  }
  await house.version("delays");
  const { isSameData, metrics, params } = await models.compare("delays", ["1", "2"]);
  assert.equal(isSameData, true);
  assert.deepEqual(
    metrics.map(({ metric, values, differences }) => [
      metric,
      values.map((one) => one?.value),
      differences[1]?.verdict,
    ]),
    [["acc", [0.7, 0.8], "unknown"]],
  );
  assert.deepEqual(params, [{ key: "depth", values: ["3", "5"] }]);
  const foreign = await models.compare("delays", ["1", "3"]);
  assert.deepEqual(foreign.metrics[0]?.values[1], null);
  assert.equal(foreign.isSameData, null);
});

test("a comparison is of two to eight versions that are there, each once", async () => {
  await using house = await openRegistryHouse();
  await house.model("delays");
  for (let made = 0; made < 9; made++) await house.version("delays");
  const compare = (...versions: string[]) => house.models.compare("delays", versions);
  const refused = { code: "models/bad-comparison" };
  await assert.rejects(compare("1"), refused);
  await assert.rejects(compare("9", "latest"), refused);
  await assert.rejects(compare(..."123456789".split("")), refused);
  await assert.rejects(compare("1", "10"), { code: "models/no-registered-version" });
  await assert.rejects(compare("1", "nobody"), { code: "models/no-version" });
  assert.equal((await compare(..."12345678".split(""))).versions.length, 8);
});
