import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { type Problem, problemSchema } from "../../src/contract/http/route.ts";

export interface Asked {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Below the client and below `fetch`, which forbids some headers: what a hostile caller can send. */
export async function ask(
  url: string,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const { hostname, port } = new URL(url);
  const sent = request({
    hostname,
    port,
    path,
    method,
    // Node frames the body of a DELETE only when told how long it is.
    headers: { ...(body === undefined ? {} : framed(body)), ...headers },
  });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    type: answer.headers["content-type"] ?? "",
    text: Buffer.concat(chunks).toString(),
  };
}

function framed(body: string | Buffer): Record<string, string> {
  return { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
}

export function assertProblem({ status, type, text }: Asked, what: string, expected?: number): Problem {
  assert.match(type, /^application\/problem\+json/, `${what}: ${text.slice(0, 200)}`);
  const problem = problemSchema.parse(JSON.parse(text));
  assert.equal(problem.status, status, what);
  if (expected === undefined) assert.ok(status >= 400 && status < 500, `${what}: ${status} ${text}`);
  else assert.equal(status, expected, `${what}: ${text}`);
  assert.match(problem.code, /^[a-z]+\/[a-z-]+$/, what);
  assert.ok(problem.repair.length > 5, what);
  assert.doesNotMatch(text, /\\n\s+at |node_modules/, `${what} tells of our insides`);
  return problem;
}
