import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { routes } from "../contract/http/routes.ts";
import { fail } from "../kernel/errors/prumo-error.ts";
import type { handlersOf } from "./api/handlers.ts";
import { refusalOf } from "./guards/same-origin.ts";
import { asProblem } from "./problem.ts";

type Predict = ReturnType<typeof handlersOf>["deployments"]["predict"];

const [before = "", after = ""] = `/api/v1${routes.deployments.predict.path}`.split(":name");
const mostBytes = routes.deployments.predict.bodyLimit ?? 1024 * 1024;

/**
 * The one operation that is called tens of thousands of times a second is answered before Fastify's machinery, by the
 * same guard, handler and errors: 0.45 of what a bare node:http server answers, where the whole way reached 0.36; with
 * `TurnAnswers` 0.69, in one run of bench/serving.ts. All else, and what is not plain JSON, goes the whole way.
 * `isOpen` is false while the server closes, for Fastify to say so.
 */
export function directPredict(predict: Predict, state: { readonly isOpen: boolean }) {
  const answers = new TurnAnswers();
  return (whole: RequestListener): Server =>
    createServer((request, response) => {
      const name = state.isOpen ? deploymentOf(request) : undefined;
      if (name === undefined) whole(request, response);
      else answer(predict, answers, name, request, response);
    });
}

/** The deployment that is asked by a request for this route; undefined for any other request. */
function deploymentOf({ method, url = "", headers }: IncomingMessage): string | undefined {
  if (method !== "POST" || !url.startsWith(before) || !url.endsWith(after)) return undefined;
  if (headers["content-type"]?.startsWith("application/json") !== true || "content-encoding" in headers) {
    return undefined;
  }
  const name = url.slice(before.length, -after.length);
  return /^[\w-]{1,100}$/.test(name) ? name : undefined;
}

function answer(
  predict: Predict,
  answers: TurnAnswers,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refusal = refusalOf("POST", request.headers);
  if (refusal !== undefined) return sendProblem(response, refusal);
  if (Number(request.headers["content-length"]) > mostBytes)
    return sendProblem(response, fail("server/body-too-large", {}));
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  });
  request.on("end", () => {
    if (bytes > mostBytes) return sendProblem(response, fail("server/body-too-large", {}));
    const [only] = chunks;
    const text = (chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString("utf8");
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch (error) {
      return sendProblem(response, error);
    }
    predict({ params: { name }, query: undefined, body: body as never }).then(
      (found) => answers.add(response, JSON.stringify(found)),
      (error: unknown) => sendProblem(response, error),
    );
  });
}

/**
 * Answers of one turn of the event loop are written one behind the other at its end. Written at once, each would wake
 * the client for itself, which costs more than the prediction.
 */
class TurnAnswers {
  #waiting: (readonly [ServerResponse, string])[] = [];

  add(response: ServerResponse, body: string): void {
    if (this.#waiting.push([response, body]) === 1) setImmediate(() => this.#write());
  }

  #write(): void {
    const answers = this.#waiting;
    this.#waiting = [];
    for (const [response, body] of answers) send(response, 200, "application/json", body);
  }
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = asProblem(error);
  send(response, problem.status, "application/problem+json", JSON.stringify(problem));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
