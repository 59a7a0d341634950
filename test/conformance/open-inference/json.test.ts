import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { chanceOf, tinyRow, tinyRows } from "../../support/tiny-serving.ts";
import {
  changed,
  first,
  inferenceServer,
  inferPath,
  output,
  second,
  type Tensor,
  tensors,
} from "./inference-server.ts";

let server: Awaited<ReturnType<typeof inferenceServer>>;
before(async () => {
  server = await inferenceServer();
});
after(() => server[Symbol.asyncDispose]());

test("health and server metadata", async () => {
  assert.deepEqual(await server.get("/v2/health/live"), { status: 200, json: { live: true } });
  assert.deepEqual(await server.get("/v2/health/ready"), { status: 200, json: { live: true, ready: true } });
  for (const path of ["/v2", "/v2/"]) {
    const { status, json } = await server.get(path);
    assert.equal(status, 200);
    assert.equal(json["name"], "prumo");
    assert.deepEqual(json["extensions"], ["binary_tensor_data"]);
  }
});

test("model metadata and readiness, with and without a version", async () => {
  for (const path of ["/v2/models/delays", "/v2/models/delays/versions/1"]) {
    const { json } = await server.get(path);
    assert.deepEqual(json, {
      name: "delays",
      versions: ["1"],
      platform: "prumo",
      inputs: [
        { name: "date", datatype: "INT64", shape: [-1] },
        { name: "distance", datatype: "FP64", shape: [-1] },
        { name: "origin", datatype: "BYTES", shape: [-1] },
        { name: "isHub", datatype: "BOOL", shape: [-1] },
      ],
      outputs: [
        { name: "probability", datatype: "FP64", shape: [-1] },
        { name: "predicted", datatype: "BOOL", shape: [-1] },
        { name: "prediction_id", datatype: "BYTES", shape: [-1] },
      ],
    });
    assert.deepEqual(await server.get(`${path}/ready`), {
      status: 200,
      json: { name: "delays", ready: true },
    });
  }
  const { bytes } = await server.post("/v2/repository/index", Buffer.alloc(0));
  assert.deepEqual(JSON.parse(bytes.toString()), [
    { name: "delays", version: "1", state: "READY", reason: "" },
  ]);
});

test("unknown models, versions and paths are 404 with an error in JSON", async () => {
  const body = { inputs: tensors(1) };
  for (const path of [
    "/v2/models/nobody",
    "/v2/models/nobody/ready",
    "/v2/models/delays/versions/9",
    "/v2/nowhere",
  ]) {
    const { status, json } = await server.get(path);
    assert.equal(status, 404, path);
    assert.equal(typeof json["error"], "string");
  }
  await server.refused(body, 404, /no deployment nobody/, "/v2/models/nobody/infer");
  await server.refused(body, 404, /no version 9/, "/v2/models/delays/versions/9/infer");
  await server.refused(body, 404, /no version one/, "/v2/models/delays/versions/one/infer");
});

test("infer answers every row, echoes the id, and logs under the given prediction ids", async () => {
  const { status, json } = await server.infer({ id: "my-request", inputs: tensors(5) });
  assert.equal(status, 200);
  assert.deepEqual([json.model_name, json.model_version, json.id], ["delays", "1", "my-request"]);
  const chances = output(json, "probability");
  assert.deepEqual([chances.datatype, chances.shape], ["FP64", [5]]);
  for (const [i, chance] of (chances.data as number[]).entries()) {
    assert.ok(Math.abs(chance - chanceOf(first, tinyRow(i))) < 1e-6);
  }
  const ids = output(json, "prediction_id").data as string[];
  const logged = await server.open.predictions.find(ids[3] ?? "");
  assert.equal(logged.inputs["distance"], tinyRow(3)["distance"]);
  assert.match(
    (await server.infer({ inputs: tensors(1) })).json.id,
    /^[0-9a-f-]{36}$/,
    "an id is made when none is given",
  );
});

async function scores(inputs: readonly Tensor[]) {
  const { json } = await server.infer({ inputs });
  return output(json, "probability").data;
}

test("shapes [n] and [n,1], flat and nested data, and other number types are the same rows", async () => {
  const expected = await scores(tensors(3));
  assert.deepEqual(await scores(tensors(3).map((tensor) => ({ ...tensor, shape: [3] }))), expected);
  const nested = tensors(3).map((tensor) => ({
    ...tensor,
    data: (tensor.data as unknown[]).map((one) => [one]),
  }));
  assert.deepEqual(await scores(nested), expected);
  for (const datatype of ["INT16", "UINT64", "FP32"]) {
    assert.deepEqual(await scores(changed("distance", { datatype }, 3).inputs), expected);
  }
  const iso = changed("date", { datatype: "BYTES", data: tinyRows(3).map((row) => row["date"]) }, 3);
  assert.deepEqual(await scores(iso.inputs), expected);
});

test("missing values are null; an output may be chosen", async () => {
  const body = { ...changed("distance", { data: [null, 500] }), outputs: [{ name: "predicted" }] };
  const { status, json } = await server.infer(body);
  assert.equal(status, 200);
  assert.deepEqual(json.outputs, [{ name: "predicted", datatype: "BOOL", shape: [2], data: [false, false] }]);
});

test("what does not fit is 400 and says why", async () => {
  await server.refused(Buffer.from("{"), 400, /the body is not JSON/);
  await server.refused({}, 400, /inputs/);
  await server.refused({ inputs: [] }, 400, /inputs/);
  await server.refused(
    { inputs: tensors(2).slice(1) },
    400,
    /input date is missing; the model takes date, distance/,
  );
  await server.refused(
    { inputs: [...tensors(1), { ...(tensors(1)[0] as Tensor), name: "extra" }] },
    400,
    /extra is unknown/,
  );
  await server.refused({ inputs: [...tensors(1), tensors(1)[0]] }, 400, /given twice/);
  await server.refused(
    changed("distance", { data: [1] }),
    400,
    /shape \[2,1\] has 2 elements, but the data has 1/,
  );
  await server.refused(changed("distance", { data: [1, 2, 3] }), 400, /the data has 3/);
  await server.refused(changed("distance", { shape: [1, 2] }), 400, /\[2\] or \[2,1\] is expected/);
  await server.refused(changed("distance", { shape: [-2, -1] }), 400, /shape/);
  await server.refused(
    changed("distance", { datatype: "BYTES", data: ["1", "2"] }),
    400,
    /BYTES, but a number type such as FP64/,
  );
  await server.refused(changed("distance", { datatype: "FLOAT" }), 400, /datatype/);
  await server.refused(changed("distance", { datatype: "FP16" }), 400, /FP16 cannot be sent as JSON/);
  await server.refused(
    changed("distance", { datatype: "INT8", data: [1, 128] }),
    400,
    /element 1 is 128, which is no INT8/,
  );
  await server.refused(changed("distance", { datatype: "INT32", data: [1, 1.5] }), 400, /no INT32/);
  await server.refused(changed("distance", { data: [1, "2"] }), 400, /element 1 is "2", which is no FP64/);
  await server.refused(changed("isHub", { data: [1, 0] }), 400, /no BOOL/);
  const { answered } = server.open.deployments.deployment("delays");
  await server.refused(
    { inputs: tensors(1), outputs: [{ name: "chance" }] },
    400,
    /output chance is unknown; the model gives probability/,
  );
  assert.equal(server.open.deployments.deployment("delays").answered, answered, "it was answered in vain");
  const many = Array.from({ length: 1_000 }, () => ({ name: "probability" }));
  await server.refused({ inputs: tensors(1), outputs: many }, 400, /outputs/);
  const nested = JSON.stringify(changed("distance", { data: ["DEEP"] })).replace(
    '"DEEP"',
    "[".repeat(50_000) + "]".repeat(50_000),
  );
  const deep = await server.post(inferPath, Buffer.from(nested));
  assert.equal(deep.status, 400, deep.bytes.toString());
  await server.refused(
    { inputs: tensors(1).map((tensor) => ({ ...tensor, shape: [0, 1], data: [] })) },
    400,
    /0 rows/,
  );
  // 2^53 + 1: JSON.parse would silently answer another number
  const raw = JSON.stringify(changed("date", { data: ["BIG", 0] })).replace('"BIG"', "9007199254740993");
  const { status, bytes } = await server.post(inferPath, Buffer.from(raw));
  assert.equal(status, 400);
  assert.match(bytes.toString(), /send it as binary data/);
});

test("compressed bodies are read; unknown compressions are refused", async () => {
  const json = Buffer.from(JSON.stringify({ inputs: tensors(2) }));
  const path = inferPath;
  for (const [encoding, body] of [
    ["gzip", gzipSync(json)],
    ["deflate", deflateSync(json)],
  ] as const) {
    const { status, bytes } = await server.post(path, body, { "content-encoding": encoding });
    assert.equal(status, 200, bytes.toString());
  }
  assert.equal((await server.post(path, json, { "content-encoding": "br" })).status, 415);
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  assert.equal((await server.post(path, bomb, { "content-encoding": "gzip" })).status, 413);
});

test("during a canary both versions are there, and each answers under its own path", async () => {
  await server.open.release(2);
  assert.deepEqual(
    (await server.get("/v2/models/delays")).json["versions"],
    ["1"],
    "a shadow is no version to ask for",
  );
  await server.refused({ inputs: tensors(1) }, 404, /no version 2/, "/v2/models/delays/versions/2/infer");
  await server.open.deployments.advance("delays", "to the canary");
  assert.deepEqual((await server.get("/v2/models/delays")).json["versions"], ["1", "2"]);
  for (const model of [first, second]) {
    const { json } = await server.infer(
      { inputs: tensors(40) },
      `/v2/models/delays/versions/${model.version}/infer`,
    );
    assert.equal(json.model_version, String(model.version));
    const chance = (output(json, "probability").data as number[])[0] ?? 0;
    assert.ok(Math.abs(chance - chanceOf(model, tinyRow(0))) < 1e-6);
  }
  await server.open.deployments.rollBack("delays", "the test is over");
});

test("a deployment without a model is 503", async () => {
  await using empty = await inferenceServer([]);
  await empty.refused({ inputs: tensors(1) }, 503, /not ready/);
  assert.equal((await empty.get("/v2/models/delays/ready")).status, 503);
  assert.equal((await empty.get("/v2/health/ready")).status, 200, "nothing is loading");
});
