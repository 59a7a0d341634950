import { randomUUID } from "node:crypto";
import { createGunzip, createInflate } from "node:zlib";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../../../app/app.ts";
import type { ServedModel } from "../../../lifecycle/deployments/index.ts";
import { describeModel, refuseUnknownOutputs, writeInferAnswer } from "./infer-answer.ts";
import { readInferRequest, rowsOf } from "./infer-request.ts";
import { asInferenceError, InferenceError } from "./inference-error.ts";

const bodyLimitBytes = 32 * 1024 * 1024;
const decoders = { gzip: createGunzip, deflate: createInflate } as const;

type House = Pick<App, "deployments"> & Partial<Pick<App, "version">>;
interface ModelPath {
  readonly name: string;
  readonly version?: string;
}

/**
 * The Open Inference Protocol over REST, with the binary tensor extension. A deployment is a model there; its
 * raw columns are inputs of shape [rows] or [rows, 1]. Missing values are null in JSON and NaN in binary data.
 */
export function openInference(app: House): FastifyPluginAsync {
  return async (server) => {
    await server.register((v2) => mountProtocol(v2, app), { prefix: "/v2" });
  };
}

async function mountProtocol(v2: FastifyInstance, app: House): Promise<void> {
  // Clients send JSON under many content types, or under none.
  v2.removeAllContentTypeParsers();
  v2.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: bodyLimitBytes }, (_request, body, done) =>
    done(null, body),
  );
  v2.setErrorHandler((error, _request, reply) => {
    const { status, error: message } = asInferenceError(error);
    return reply.code(status).send({ error: message });
  });
  v2.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error: `there is no ${method} ${url.slice(0, 200)}` }),
  );
  v2.addHook("preParsing", decode);

  const about = { name: "prumo", version: app.version ?? "", extensions: ["binary_tensor_data"] };
  v2.get("/", async () => about);
  v2.get("/health/live", async () => ({ live: true }));
  // The specification says `live`, clients of KServe read `ready`.
  v2.get("/health/ready", async (_request, reply) => {
    const isReady = app.deployments
      .list()
      .every(({ name, state }) => state === "empty" || app.deployments.liveModel(name) !== undefined);
    return reply.code(isReady ? 200 : 503).send({ live: true, ready: isReady });
  });
  v2.post("/repository/index", async () =>
    app.deployments.list().map(({ name, variants }) => {
      const live = variants.find(({ role }) => role === "live");
      const isReady = app.deployments.liveModel(name) !== undefined;
      return {
        name,
        version: live === undefined ? "" : String(live.version),
        state: isReady ? "READY" : "UNAVAILABLE",
        reason: "",
      };
    }),
  );
  for (const path of ["/models/:name", "/models/:name/versions/:version"]) mountModel(v2, app, path);
}

function mountModel(v2: FastifyInstance, app: House, path: string): void {
  v2.get<{ Params: ModelPath }>(path, async ({ params }) => {
    const { signature } = served(app, params);
    return describeModel(params.name, versionsOf(app, params.name), signature);
  });
  v2.get<{ Params: ModelPath }>(`${path}/ready`, async ({ params }, reply) => {
    app.deployments.deployment(params.name);
    const isReady = app.deployments.liveModel(params.name) !== undefined;
    if (isReady) served(app, params);
    return reply.code(isReady ? 200 : 503).send({ name: params.name, ready: isReady });
  });
  v2.post<{ Params: ModelPath }>(`${path}/infer`, (request, reply) => infer(app, request, reply));
}

async function infer(
  app: House,
  request: FastifyRequest<{ Params: ModelPath }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { name, version } = request.params;
  const { signature } = served(app, request.params);
  const headerLength = request.headers["inference-header-content-length"];
  const asked = readInferRequest(
    Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    Array.isArray(headerLength) ? headerLength[0] : headerLength,
  );
  const rows = rowsOf(asked.tensors, signature.inputs);
  refuseUnknownOutputs(signature, asked);
  const id = asked.id ?? randomUUID();
  const { answers } = await app.deployments.predict(name, rows, {
    requestId: id,
    ...(version === undefined ? {} : { version: Number(version) }),
  });
  const { body, jsonBytes } = writeInferAnswer({ name, id, signature }, asked, answers);
  if (jsonBytes === null) return reply.header("content-type", "application/json").send(body);
  return reply
    .header("content-type", "application/octet-stream")
    .header("inference-header-content-length", String(jsonBytes))
    .send(body);
}

/** The live model behind a path; 404 for a deployment or version that is not there. */
function served(app: House, { name, version }: ModelPath): Pick<ServedModel, "signature"> {
  app.deployments.deployment(name);
  const live = app.deployments.liveModel(name);
  if (live === undefined)
    throw new InferenceError(503, `the model ${name} is not ready: no version is loaded`);
  if (version !== undefined && !versionsOf(app, name).includes(Number(version))) {
    throw new InferenceError(404, `the model ${name} has no version ${version}`);
  }
  return live;
}

/** Versions that answer: the live one, and a candidate that has a share of the traffic. */
function versionsOf(app: House, name: string): number[] {
  const { variants } = app.deployments.deployment(name);
  return variants.filter(({ role }) => role !== "shadow").map(({ version }) => version);
}

/** Bodies may be compressed; what comes out is held to the same limit as any other body. */
async function decode(request: FastifyRequest, _reply: FastifyReply, payload: NodeJS.ReadableStream) {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return payload;
  if (encoding !== "gzip" && encoding !== "deflate") {
    throw new InferenceError(415, `content-encoding ${encoding} is not known; use gzip, deflate or none`);
  }
  const decoded = decoders[encoding]();
  const counted = Object.assign(decoded, { receivedEncodedLength: 0 });
  payload.on("data", (chunk: Buffer) => (counted.receivedEncodedLength += chunk.length));
  payload.on("error", (error) => decoded.destroy(error as Error));
  return payload.pipe(counted);
}
