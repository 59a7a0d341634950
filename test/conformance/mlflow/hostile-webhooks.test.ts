import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startPrumoServer, type TrackingServer } from "../../support/tracking-servers.ts";
import { type WebhookTarget, webhookTarget } from "../../support/webhook-target.ts";

const api = "/api/2.0/mlflow/webhooks";
const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
let server: TrackingServer;
let target: WebhookTarget;
/** Not allowed as a target. */
let inner: WebhookTarget;

before(async () => {
  inner = await webhookTarget();
  target = await webhookTarget((_request, response) =>
    response.writeHead(307, { location: `${inner.url}/secret` }).end("x".repeat(100_000)),
  );
  const PRUMO_WEBHOOK_ALLOW = `127.0.0.1:${target.port}`;
  server = await startPrumoServer(undefined, undefined, { PRUMO_WEBHOOK_ALLOW });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
  await inner[Symbol.asyncDispose]();
});

interface Answer {
  readonly error_code?: string;
  readonly webhook?: { readonly webhook_id: string };
  readonly webhooks?: readonly unknown[];
  readonly result?: { readonly [name: string]: unknown };
}

async function send(method: string, path: string, body?: unknown): Promise<[number, Answer]> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { "content-type": "application/json" },
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
  });
  return [answer.status, (await answer.json()) as Answer];
}
const refused = [400, "INVALID_PARAMETER_VALUE"];
const told = ([status, { error_code }]: [number, Answer]) => [status, error_code];

describe("hostile webhooks", () => {
  it("may not be sent into the machine or its network, however the address is written", async () => {
    const hosts = [
      [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
      ],
      ["0", "0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200"],
      ["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]"],
      [
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
      ],
      [
        "localhost",
        "LOCALHOST",
        "a.localhost",
        "localhost.",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "224.0.0.1",
        "[ff02::1]",
      ],
      ["255.255.255.255", "%31%32%37.0.0.1", "no-such-host.invalid"],
    ].flat();
    for (const host of hosts) {
      const [status, answer] = await send("POST", api, { name: "h", url: `https://${host}/x`, events });
      assert.deepEqual([status, answer.error_code], refused, host);
    }
    // Another port of an allowed host, the allowed one by another name, and plain HTTP elsewhere.
    for (const url of [
      inner.url,
      `http://localhost:${target.port}`,
      `http://[::1]:${target.port}`,
      "http://8.8.8.8/",
    ]) {
      assert.deepEqual(told(await send("POST", api, { name: "h", url, events })), refused, url);
    }
    assert.deepEqual((await send("GET", api))[1], {}, "something was kept");
  });

  it("are refused in MLflow's words when they are of the wrong type, too long, or no JSON object", async () => {
    const given = { name: "h", url: `${target.url}/x`, events };
    const bad: unknown[] = [
      ...[5, null, [], {}, "x".repeat(100)].map((name) => ({ ...given, name })),
      ...[5, null, [], {}, "x", `https://8.8.8.8/${"x".repeat(3_000)}`, "https://u:p@8.8.8.8/"].map(
        (url) => ({ ...given, url }),
      ),
      ...[5, null, {}, "x", [5], [null], [[]], ["registered_model.created"]].map((wrong) => ({
        ...given,
        events: wrong,
      })),
      { ...given, events: [{ entity: "__proto__", action: "constructor" }] },
      { ...given, secret: "x".repeat(2_000) },
      { ...given, description: "x".repeat(6_000) },
      [],
      "5",
      '{"__proto__":{"name":"h"}}',
      `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
    ];
    for (const body of bad)
      assert.deepEqual(told(await send("POST", api, body)), refused, JSON.stringify(body).slice(0, 200));
    for (const id of ["nobody", "%00", "..%2f..", "x".repeat(400), "__proto__"]) {
      for (const [method, path, body] of [
        ["GET", id],
        ["PATCH", id, {}],
        ["DELETE", id, {}],
        ["POST", `${id}/test`, {}],
      ] as const) {
        assert.deepEqual(
          told(await send(method, `${api}/${path}`, body)),
          [404, "RESOURCE_DOES_NOT_EXIST"],
          id,
        );
      }
      const [status] = await send("GET", `/api/v1/webhooks/${id}/deliveries`);
      assert.equal(status, 404, id);
    }
    assert.deepEqual((await send("GET", api))[1], {}, "something was kept");
  });

  it("follow no redirect into the network, and tell of a large answer its beginning", async () => {
    const [, { webhook }] = await send("POST", api, { name: "h", url: `${target.url}/x`, events });
    const [status, { result }] = await send("POST", `${api}/${webhook?.webhook_id}/test`, {});
    assert.equal(status, 200);
    assert.equal(result?.["response_status"], 307);
    assert.ok(!result?.["success"]);
    assert.ok(String(result?.["response_body"]).length <= 16 * 1024);
    assert.equal(inner.received.length, 0);
    const change = { url: `${inner.url}/x` };
    assert.deepEqual(told(await send("PATCH", `${api}/${webhook?.webhook_id}`, change)), refused);
  });
});
