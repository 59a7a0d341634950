import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chanceOf } from "../../support/tiny-serving.ts";
import { first, inferenceServer, inferPath, output, type Reply } from "./inference-server.ts";

let server: Awaited<ReturnType<typeof inferenceServer>>;
before(async () => {
  server = await inferenceServer();
});
after(() => server[Symbol.asyncDispose]());

/** JSON header and binary tensors, as tritonclient lays them out. */
function binaryRequest(
  values: { date: bigint[]; distance: number[]; origin: string[]; isHub: boolean[] },
  rest: object,
) {
  const n = values.date.length;
  const parts: [string, string, Buffer][] = [
    ["date", "INT64", Buffer.from(BigInt64Array.from(values.date).buffer)],
    ["distance", "FP32", Buffer.from(Float32Array.from(values.distance).buffer)],
    [
      "origin",
      "BYTES",
      Buffer.concat(
        values.origin.flatMap((text) => {
          const bytes = Buffer.from(text);
          const length = Buffer.alloc(4);
          length.writeUInt32LE(bytes.length);
          return [length, bytes];
        }),
      ),
    ],
    ["isHub", "BOOL", Buffer.from(values.isHub.map(Number))],
  ];
  const inputs = parts.map(([name, datatype, bytes]) => ({
    name,
    datatype,
    shape: [n, 1],
    parameters: { binary_data_size: bytes.length },
  }));
  const head = Buffer.from(JSON.stringify({ inputs, ...rest }));
  return { body: Buffer.concat([head, ...parts.map(([, , bytes]) => bytes)]), headLength: head.length };
}

const twoRows = {
  date: [0n, 1n],
  distance: [100, Number.NaN],
  origin: ["GRU", "JFK"],
  isHub: [true, false],
};

const send = (bytes: Buffer, length: number | string) =>
  server.post(inferPath, bytes, { "inference-header-content-length": String(length) });

test("binary tensors in and out, as tritonclient sends them by default", async () => {
  const { body, headLength } = binaryRequest(twoRows, { parameters: { binary_data_output: true } });
  const { status, headers, bytes } = await send(body, headLength);
  assert.equal(status, 200, bytes.toString());
  const length = Number(headers.get("inference-header-content-length"));
  const reply = JSON.parse(bytes.toString("utf8", 0, length)) as Reply;
  assert.deepEqual(
    reply.outputs.map(({ name, datatype, shape, data }) => [name, datatype, shape, data]),
    [
      ["probability", "FP64", [2], undefined],
      ["predicted", "BOOL", [2], undefined],
      ["prediction_id", "BYTES", [2], undefined],
    ],
  );
  const sizes = reply.outputs.map(({ parameters }) => Number(parameters?.["binary_data_size"]));
  assert.equal(length + sizes.reduce((a, b) => a + b, 0), bytes.length);
  const model = first;
  assert.ok(Math.abs(bytes.readDoubleLE(length) - chanceOf(model, { distance: 100, origin: "GRU" })) < 1e-6);
  // NaN is a missing value: a missing number counts as the mean, which is 0 here
  assert.ok(
    Math.abs(bytes.readDoubleLE(length + 8) - chanceOf(model, { distance: null, origin: "JFK" })) < 1e-6,
  );
  assert.deepEqual([...bytes.subarray(length + 16, length + 18)], [0, 0]);
  const textLength = bytes.readUInt32LE(length + 18);
  assert.match(bytes.toString("utf8", length + 22, length + 22 + textLength), /^prd_/);
});

test("an output's own wish overrides the request's", async () => {
  const outputs = [{ name: "probability", parameters: { binary_data: false } }, { name: "predicted" }];
  const { body, headLength } = binaryRequest(twoRows, { outputs, parameters: { binary_data_output: true } });
  const { headers, bytes } = await send(body, headLength);
  const length = Number(headers.get("inference-header-content-length"));
  const reply = JSON.parse(bytes.toString("utf8", 0, length)) as Reply;
  assert.equal((output(reply, "probability").data as number[]).length, 2);
  assert.equal(output(reply, "predicted").parameters?.["binary_data_size"], 2);
  assert.equal(bytes.length, length + 2);
});

test("binary bodies that lie about their sizes are 400", async () => {
  const { body, headLength } = binaryRequest(twoRows, {});
  for (const [bytes, length] of [
    [body, String(body.length + 1)],
    [body, "-1"],
    [body, "x"],
    [body, "0"],
    [body, String(headLength - 3)],
    [body.subarray(0, -1), String(headLength)],
    [Buffer.concat([body, Buffer.alloc(5)]), String(headLength)],
  ] as const) {
    const answer = await send(Buffer.from(bytes), length);
    assert.equal(answer.status, 400, answer.bytes.toString());
    assert.equal(typeof (JSON.parse(answer.bytes.toString()) as { error: string }).error, "string");
  }
  const huge = binaryRequest({ ...twoRows, date: [2n ** 53n + 1n, 0n] }, {});
  assert.equal((await send(huge.body, String(huge.headLength))).status, 400);
});
