import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { networkInterfaces } from "node:os";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import Fastify from "fastify";
import { guardOrigin, isLoopback } from "../../../src/server/guards/same-origin.ts";

/** A server that counts what reached its handlers. */
async function guarded(host = "127.0.0.1") {
  const reached: string[] = [];
  const server = Fastify({ forceCloseConnections: true });
  guardOrigin(server);
  server.route({
    method: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    url: "/",
    handler: (call, reply) => reply.send(reached.push(call.method)),
  });
  await server.listen({ host, port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const ask = async (method: string, headers: Record<string, string>) => {
    const sent = request({ host, port, method, path: "/", headers, agent: false }).end();
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const body = (await answer.setEncoding("utf8").toArray()).join("");
    return { status: answer.statusCode, type: answer.headers["content-type"], body };
  };
  return { port, ask, reached, [Symbol.asyncDispose]: () => server.close() };
}

test("the names of this machine are let in, with and without a port", async () => {
  await using server = await guarded();
  const names = ["127.0.0.1", "localhost", "LOCALHOST", "127.8.9.10", "[::1]"];
  for (const host of names.flatMap((name) => [name, `${name}:${server.port}`, `${name}:80`]))
    assert.equal((await server.ask("GET", { host })).status, 200, host);
});

test("a foreign Host is refused whatever the method: a name rebound to 127.0.0.1 leads nowhere", async () => {
  await using server = await guarded();
  const foreign = [
    "attacker.example",
    `attacker.example:${server.port}`,
    "localhost.attacker.example",
    "127.0.0.1.attacker.example",
    "attacker.example:127.0.0.1",
    "127.attacker.example",
    "1270.0.0.1",
    "[::2]",
    "[::ffff:10.0.0.1]",
    "0.0.0.0",
    "10.0.0.1",
    "localhost@attacker.example",
  ];
  for (const host of foreign) {
    for (const method of ["GET", "POST"]) {
      const { status, type, body } = await server.ask(method, { host });
      assert.equal(status, 403, `${method} ${host}`);
      assert.match(type ?? "", /^application\/problem\+json/);
      assert.equal((JSON.parse(body) as { code: string }).code, "server/foreign-host");
    }
  }
  assert.deepEqual(server.reached, []);
});

test("a request without Host (HTTP/1.0) is refused", async () => {
  await using server = await guarded();
  const socket = connect(server.port, "127.0.0.1");
  socket.end("GET / HTTP/1.0\r\n\r\n");
  assert.match((await socket.setEncoding("utf8").toArray()).join(""), /^HTTP\/1\.\d 403 /);
});

test("a page of another site may read nothing it could not, and change nothing", async () => {
  await using server = await guarded();
  const host = `127.0.0.1:${server.port}`;
  const foreign: Record<string, string>[] = [
    { origin: "https://attacker.example" },
    { origin: "null" },
    { origin: "not an origin" },
    { origin: `http://127.0.0.1:${server.port + 1}` },
    { origin: `http://localhost:${server.port}` },
    { origin: `http://127.0.0.1:${server.port}.attacker.example` },
    { origin: "https://attacker.example", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const { status, body } = await server.ask(method, { host, ...headers });
      assert.equal(status, 403, `${method} ${JSON.stringify(headers)}`);
      assert.equal((JSON.parse(body) as { code: string }).code, "server/foreign-origin");
    }
    assert.equal((await server.ask("GET", { host, ...headers })).status, 200, "reading is up to the browser");
  }
  assert.ok(server.reached.every((method) => method === "GET"));
});

test("our own pages and clients that are no browser may change things", async () => {
  await using server = await guarded();
  const host = `127.0.0.1:${server.port}`;
  const own: Record<string, string>[] = [
    { host },
    { host, origin: `http://${host}` },
    { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" },
    { host, "sec-fetch-site": "none" },
    { host: "localhost", origin: "http://localhost" },
    { host: "LocalHost:80", origin: "http://localhost:8080", "x-why": "refused" },
  ];
  for (const { "x-why": why, ...headers } of own)
    assert.equal((await server.ask("POST", headers)).status, why ? 403 : 200, JSON.stringify(headers));
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);
test(
  "the loopback of IPv6 is one of our names",
  { skip: !hasIpv6 && "this machine has no ::1" },
  async () => {
    await using server = await guarded("::1");
    const host = `[::1]:${server.port}`;
    assert.equal((await server.ask("POST", { host, origin: `http://${host}` })).status, 200);
    assert.equal((await server.ask("POST", { host, origin: "http://attacker.example" })).status, 403);
  },
);

test("only addresses of this machine may be listened on", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"])
    assert.ok(isLoopback(host), host);
  for (const host of [
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.0.0.1.example",
    "example.com",
    "localhost.example",
    "",
  ])
    assert.ok(!isLoopback(host), host);
});
