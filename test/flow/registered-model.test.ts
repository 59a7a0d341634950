import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeRuntime } from "../../src/adapters/native/native-runtime.ts";
import { onnxRuntime } from "../../src/adapters/onnxruntime/onnx-runtime.ts";
import { openHouse, runPipeline } from "../support/house.ts";

const rowsCompared = 10_000;

test("the registered model answers the same in ONNX Runtime and natively, on real flights", async (context) => {
  await using house = await openHouse();
  const { app, client } = house;
  assert.equal((await runPipeline(house, { trees: 60 })).state, "succeeded");
  const { digest, files } = await client.models.version({
    params: { name: "flight-delays", version: "latest" },
  });
  assert.equal(files.find(({ path }) => path === "model.onnx")?.sha256, digest);
  const onnx = await app.blobs.get(digest);
  await using native = await nativeRuntime().load(onnx);
  await using peer = await onnxRuntime().load(onnx);
  assert.deepEqual(
    peer.inputs.map(({ name }) => name),
    native.inputs.map(({ name }) => name),
  );

  const source = await app.sourceTable("flights");
  const rows = await app.tables.rows(
    `SELECT date, distance, origin, destination FROM ${source} USING SAMPLE reservoir(${rowsCompared} ROWS) REPEATABLE (7)`,
  );
  // What a request may also hold: an airport never seen, and values that are missing.
  rows.push({ date: 1e12, distance: null, origin: "XXX", destination: null });
  assert.equal(rows.length, rowsCompared + 1);
  const ours = await native.predictRows(rows);
  const theirs = await peer.predictRows(rows);
  const apart = ours.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (theirs[at] ?? Number.NaN))),
    0,
  );
  context.diagnostic(`largest difference over ${rows.length} rows: ${apart.toExponential(1)}`);
  assert.ok(apart <= 1e-6, `largest difference ${apart}`);
  assert.ok(new Set(ours).size > 1_000, "the answers differ from flight to flight");
});
