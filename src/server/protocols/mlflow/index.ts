import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { artifactProxy } from "./artifact-proxy.ts";
import { asMlflowError } from "./mlflow-error.ts";
import { serveOwnedArtifacts } from "./owned-artifacts.ts";
import { readBody } from "./read-body.ts";
import { readInput } from "./read-request.ts";
import type { House, Rpc } from "./rpc.ts";
import { rpcs } from "./rpcs.ts";
import { serveInfo } from "./server-info.ts";

/**
 * The release whose server we look like to MLflow's clients: the last before they expect the server to take
 * traces by OTLP, so that they fall back to what is here (reference/tracking.md, recommendation 2).
 */
export const mlflowVersion = "3.0.1";

/** MLflow's REST API for tracking and the model registry. The stations own the meaning; this translates. */
export function mlflow(house: House): FastifyPluginAsync {
  return async (server) => {
    server.get("/health", (_request, reply) => reply.type("text/plain; charset=utf-8").send("OK"));
    server.get("/version", (_request, reply) => reply.type("text/html; charset=utf-8").send(mlflowVersion));
    serveInfo(server);
    for (const prefix of ["/api/2.0", "/ajax-api/2.0"]) {
      await server.register(async (base) => mountRpcs(base, house), { prefix: `${prefix}/mlflow` });
      await server.register(async (base) => mountArtifacts(base, house), {
        prefix: `${prefix}/mlflow-artifacts`,
      });
    }
    await server.register(async (files) => {
      speakMlflow(files);
      serveOwnedArtifacts(files, house);
    });
  };
}

async function mountRpcs(base: FastifyInstance, house: House): Promise<void> {
  speakMlflow(base);
  speakOfMissing(base);
  for (const declared of rpcs) {
    base.route({
      method: declared.method,
      url: `/${declared.path}`,
      handler: (request, reply) => answer(declared, house, request, reply),
    });
  }
}

async function mountArtifacts(base: FastifyInstance, house: House): Promise<void> {
  speakMlflow(base);
  speakOfMissing(base);
  await artifactProxy(base, house);
}

/** Bodies as they come, errors in MLflow's shape. */
export function speakMlflow(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request: FastifyRequest, payload: IncomingMessage) => readBody(payload));
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
}

/** What is not here is told without JSON: clients conclude from that that the server is older than the route. */
function speakOfMissing(server: FastifyInstance): void {
  server.setNotFoundHandler((_request, reply) => sendMissing(reply));
}

function sendMissing(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .type("text/html; charset=utf-8")
    .send("<!doctype html>\n<title>404 Not Found</title>\n");
}

/** Answers what is not here, where the address is one of this protocol; undefined elsewhere. */
export function missingRoute(url: string, reply: FastifyReply): FastifyReply | undefined {
  return /^\/(ajax-)?api\/[23]\.0\//.test(url) ? sendMissing(reply) : undefined;
}

export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body } = asMlflowError(error);
  return reply.code(status).header("content-type", "application/json").send(JSON.stringify(body));
}

async function answer(
  declared: Rpc,
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const input = readInput(request, declared.fields);
  const handle = declared.handle as (input: object, house: House) => Promise<object>;
  const body = await handle(input, house);
  return reply.header("content-type", "application/json").send(JSON.stringify(body));
}
