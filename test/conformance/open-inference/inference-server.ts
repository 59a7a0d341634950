import assert from "node:assert/strict";
import Fastify from "fastify";
import { openInference } from "../../../src/server/protocols/open-inference/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTinyWithLog, type TinyModel, tinyRows } from "../../support/tiny-serving.ts";

export const first: TinyModel = { version: 1, intercept: -1 };
export const second: TinyModel = { version: 2, intercept: 0.2 };
/** `date` of `tinyRow(0)`. */
const firstOfFebruary = Date.UTC(2001, 1, 1);

export interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data?: readonly unknown[];
  readonly parameters?: Readonly<Record<string, unknown>>;
}
export interface Reply {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly outputs: readonly Tensor[];
  readonly error?: string;
}

/** The columns of rows 0 … n-1 as tensors of shape [n, 1]. */
export function tensors(n: number): Tensor[] {
  const rows = tinyRows(n);
  const shape = [n, 1];
  const column = (name: string, datatype: string) => ({
    name,
    datatype,
    shape,
    data: rows.map((row) => row[name]),
  });
  const date = rows.map((_, i) => firstOfFebruary + i * 60_000);
  return [
    { name: "date", datatype: "INT64", shape, data: date },
    column("distance", "FP64"),
    column("origin", "BYTES"),
    column("isHub", "BOOL"),
  ];
}

/** A body whose tensor of that name is changed. */
export function changed(name: string, change: Partial<Tensor>, n = 2): { inputs: Tensor[] } {
  return { inputs: tensors(n).map((tensor) => (tensor.name === name ? { ...tensor, ...change } : tensor)) };
}

export function output(reply: Reply, name: string): Tensor {
  const found = reply.outputs.find((one) => one.name === name);
  assert.ok(found, `no output ${name}`);
  return found;
}

export const inferPath = "/v2/models/delays/infer";

/**
 * The deployment `delays` with version 1 live, behind the protocol on a real port. Specifications:
 * kserve/open-inference-protocol `specification/protocol/inference_rest.md` and triton-inference-server/server
 * `docs/protocol/extension_binary_data.md`.
 */
export async function inferenceServer(releases: readonly number[] = [1]) {
  await using opening = new AsyncDisposableStack();
  const directory = opening.use(await temporaryDirectory());
  const open = opening.use(await openTinyWithLog(directory.path, { models: [first, second] }));
  for (const version of releases) await open.release(version);
  const server = Fastify();
  opening.defer(() => server.close());
  await server.register(openInference(open));
  const base = await server.listen({ host: "127.0.0.1", port: 0 });
  const get = async (path: string) => {
    const response = await fetch(`${base}${path}`);
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  const post = async (path: string, body: Buffer | object, headers: Record<string, string> = {}) => {
    const isRaw = Buffer.isBuffer(body);
    const response = await fetch(`${base}${path}`, {
      method: "POST",
      headers: { ...(isRaw ? {} : { "content-type": "application/json" }), ...headers },
      body: isRaw ? new Uint8Array(body) : JSON.stringify(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  };
  const infer = async (body: object, path = inferPath) => {
    const { status, bytes } = await post(path, body);
    return { status, json: JSON.parse(bytes.toString()) as Reply };
  };
  const refused = async (body: object, status: number, message: RegExp, path = inferPath) => {
    const answer = await infer(body, path);
    assert.equal(answer.status, status, JSON.stringify(answer.json));
    assert.deepEqual(Object.keys(answer.json), ["error"]);
    assert.match(answer.json.error ?? "", message);
  };
  const opened = opening.move();
  return { open, get, post, infer, refused, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}
