import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { type HttpSenderOptions, openHttpSender } from "../../../../src/adapters/webhooks/http-sender.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { webhookTarget } from "../../../support/webhook-target.ts";

const never = new AbortController().signal;
const post = (url: string, options: HttpSenderOptions = {}) =>
  openHttpSender(options).post({ url, headers: { "x-test": "1" }, body: '{"é":1}' }, never);
const code = (wanted: string) => (error: unknown) => {
  assert.ok(error instanceof PrumoError, String(error));
  assert.equal(error.code, wanted, error.message);
  return true;
};

test("addresses that are no public https are refused, however they are written", async () => {
  const sender = openHttpSender({ resolve: async () => ["8.8.8.8"] });
  await sender.check("https://hooks.example/x");
  await sender.check("https://8.8.8.8:8443/x");
  const refused: Record<string, string> = {
    "http://8.8.8.8/": "webhooks/bad-scheme",
    "ftp://8.8.8.8/": "webhooks/bad-scheme",
    "file:///etc/passwd": "webhooks/bad-scheme",
    "javascript:alert(1)": "webhooks/bad-scheme",
    nonsense: "webhooks/bad-scheme",
    "https://": "webhooks/bad-url",
    "https://u:p@8.8.8.8/": "webhooks/bad-url",
    "https://127.0.0.1/": "webhooks/private-target",
    "https://127.1/": "webhooks/private-target",
    "https://0x7f.1/": "webhooks/private-target",
    "https://0177.0.0.1/": "webhooks/private-target",
    "https://2130706433/": "webhooks/private-target",
    "https://①②⑦.0.0.1/": "webhooks/private-target",
    "https://[::1]/": "webhooks/private-target",
    "https://[::ffff:10.0.0.1]/": "webhooks/private-target",
    "https://[64:ff9b::a00:1]/": "webhooks/private-target",
    "https://169.254.169.254/latest/meta-data/": "webhooks/private-target",
    "https://8.8.8.8@127.0.0.1/": "webhooks/bad-url",
  };
  for (const [url, wanted] of Object.entries(refused))
    await assert.rejects(sender.check(url), code(wanted), url);
  await assert.rejects(openHttpSender().check("https://a.localhost/"), code("webhooks/private-target"));
});

test("one private address among public ones spoils a name; no address at all does too", async () => {
  const among = openHttpSender({ resolve: async () => ["8.8.8.8", "2606:4700::1111", "192.168.0.1"] });
  await assert.rejects(among.check("https://hooks.example/"), code("webhooks/private-target"));
  const none = openHttpSender({ resolve: async () => [] });
  await assert.rejects(none.check("https://hooks.example/"), code("webhooks/unresolved"));
  const silent = openHttpSender({ resolve: () => new Promise(() => undefined), connectMs: 20 });
  await assert.rejects(silent.check("https://hooks.example/"), code("webhooks/unresolved"));
});

test("a DNS that changes its answer after the check reaches nothing", async () => {
  await using target = await webhookTarget();
  const answers = [["8.8.8.8"], ["127.0.0.1"], ["8.8.4.4", "127.0.0.1"]];
  const sender = openHttpSender({ resolve: async () => answers.shift() ?? [] });
  const url = `https://rebinding.example:${target.port}/`;
  await sender.check(url);
  for (let i = 0; i < 2; i++) {
    await assert.rejects(sender.post({ url, headers: {}, body: "" }, never), code("webhooks/private-target"));
  }
  assert.deepEqual(answers, [], "the name was asked for anew each time");
  assert.equal(target.received.length, 0);
});

test("the connection goes where the name was found, once, with the name in Host", async () => {
  await using target = await webhookTarget();
  let asked = 0;
  // Were the name looked up by the connection itself, there would be none: .invalid does not exist (RFC 6761).
  const resolve = async () => {
    asked++;
    return ["127.0.0.1"];
  };
  const host = `hooks.invalid:${target.port}`;
  const answer = await post(`http://${host}/a?b=c`, { resolve, allow: host });
  assert.deepEqual(answer, { status: 200, body: "ok", retryAfterMs: null });
  assert.equal(asked, 1);
  const [request] = target.received;
  assert.equal(request?.headers.host, host);
  assert.equal(request?.headers["x-test"], "1");
  assert.equal(request?.path, "/a?b=c");
  assert.equal(request?.body, '{"é":1}');
});

test("what is allowed is a host with its port, not the machine", async () => {
  await using target = await webhookTarget();
  await using other = await webhookTarget();
  const allow = ` 127.0.0.1:${target.port} , [::1]:80`;
  assert.equal((await post(target.url, { allow })).status, 200);
  await assert.rejects(post(other.url, { allow }), code("webhooks/bad-scheme"));
  await openHttpSender({ allow }).check("http://[::1]/");
  for (const bad of ["127.0.0.1", "host:", "host:0", "host:99999", ":80", "a/b:80", "http://a:80"]) {
    assert.throws(() => openHttpSender({ allow: bad }), code("webhooks/bad-allow-list"), bad);
  }
});

test("a redirect is an answer and is not followed; its wish to wait is told", async () => {
  await using inner = await webhookTarget();
  await using target = await webhookTarget((_request, response) =>
    response.writeHead(307, { location: `${inner.url}/secret`, "retry-after": "7" }).end("elsewhere"),
  );
  const allow = `127.0.0.1:${target.port},127.0.0.1:${inner.port}`;
  assert.deepEqual(await post(target.url, { allow }), {
    status: 307,
    body: "elsewhere",
    retryAfterMs: 7_000,
  });
  assert.equal(inner.received.length, 0);
});

test("of an endless answer the beginning is read", async () => {
  let isClosed = Promise.withResolvers<void>();
  await using target = await webhookTarget((_request, response) => {
    response.on("close", () => isClosed.resolve());
    const more = () => {
      while (response.write("é\0".repeat(10_000)));
      response.once("drain", more);
    };
    more();
  });
  const { body } = await post(target.url, { allow: `127.0.0.1:${target.port}`, answerBytes: 30 });
  assert.equal(body, "é\uFFFD".repeat(10));
  await isClosed.promise;
});

test("an answer that comes in drops, in its headers or its body, is given up when its time is over", async () => {
  const drops = async (begin: string) => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined).write(begin);
      const dropping = setInterval(() => socket.write("a"), 10);
      socket.on("close", () => clearInterval(dropping));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const options = { allow: `127.0.0.1:${port}`, wholeMs: 200 };
      await assert.rejects(post(`http://127.0.0.1:${port}/`, options), /the answer took too long/);
    } finally {
      server.close();
    }
  };
  await drops("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
  await drops("HTTP/1.1 200 OK\r\nx-long: ");
});

test("a target that is silent, closes or is not there is told as such", async () => {
  await using silent = await webhookTarget(() => undefined);
  await using closing = await webhookTarget((_request, response) => void response.socket?.destroy());
  const gone = await webhookTarget();
  await gone[Symbol.asyncDispose]();
  const allow = [silent, closing, gone].map(({ port }) => `127.0.0.1:${port}`).join(",");
  await assert.rejects(post(silent.url, { allow, wholeMs: 100 }), code("webhooks/no-answer"));
  await assert.rejects(post(closing.url, { allow }), code("webhooks/no-answer"));
  await assert.rejects(post(gone.url, { allow }), code("webhooks/no-answer"));
  const cancelled = AbortSignal.abort();
  const sender = openHttpSender({ allow });
  await assert.rejects(sender.post({ url: silent.url, headers: {}, body: "" }, cancelled), PrumoError);
});

test("a target that takes the connection and never speaks TLS is given up after the time to connect", async () => {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await assert.rejects(
      post(`https://127.0.0.1:${port}/`, { allow: `127.0.0.1:${port}`, connectMs: 50 }),
      /the connection took too long/,
    );
  } finally {
    server.close();
  }
});

test("TLS asks for the name that was given, not for the address", async () => {
  const asked: string[] = [];
  const server = createTlsServer({
    SNICallback: (name, done) => {
      asked.push(name);
      done(new Error("no certificate"));
    },
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const host = `hooks.invalid:${port}`;
  await assert.rejects(
    post(`https://${host}/`, { allow: host, resolve: async () => ["127.0.0.1"] }),
    code("webhooks/no-answer"),
  );
  server.close();
  assert.deepEqual(asked, ["hooks.invalid"]);
});

const openssl = hasOpenssl();

test(
  "a certificate has to be trusted and to be of the name",
  { skip: openssl ? false : "there is no openssl" },
  async () => {
    await using directory = await temporaryDirectory();
    const [key, cert] = [join(directory.path, "key.pem"), join(directory.path, "cert.pem")];
    const about = ["-subj", "/CN=hooks.invalid", "-addext", "subjectAltName=DNS:hooks.invalid", "-days", "2"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...about, "-keyout", key, "-out", cert],
      { stdio: "ignore" },
    );
    const ca = readFileSync(cert, "utf8");
    const server = createHttpsServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      response.end(request.headers.host);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const [host, other] = [`hooks.invalid:${port}`, `others.invalid:${port}`];
    const options = { allow: `${host},${other}`, resolve: async () => ["127.0.0.1"] };
    try {
      assert.equal((await post(`https://${host}/`, { ...options, ca })).body, host);
      await assert.rejects(post(`https://${host}/`, options), /self-signed/);
      await assert.rejects(post(`https://${other}/`, { ...options, ca }), /does not match/);
    } finally {
      server.close();
    }
  },
);

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
