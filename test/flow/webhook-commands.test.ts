import assert from "node:assert/strict";
import { test } from "node:test";
import { prumo } from "../support/prumo.ts";
import { startPrumoServer } from "../support/tracking-servers.ts";
import { webhookTarget } from "../support/webhook-target.ts";

test("who is told, and what came of it, by the command line", async () => {
  await using target = await webhookTarget((_request, response) => response.writeHead(410).end("gone"));
  await using server = await startPrumoServer(undefined, undefined, {
    PRUMO_WEBHOOK_ALLOW: `127.0.0.1:${target.port}`,
  });
  const said = (args: string) => prumo(args.split(" "), server.directory);
  const json = async (args: string) => JSON.parse((await said(`${args} --json`)).stdout) as unknown;
  const post = async (path: string, body: object) => {
    const { status } = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assert.equal(status, 200);
  };
  assert.match((await said("webhook list")).stdout, /No webhook yet/);
  const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
  const made = { name: "hook", url: target.url, events, secret: "hush" };
  await post("webhooks", made);
  await post("webhooks", { ...made, name: "twice", status: "DISABLED" });
  await post("webhooks", { ...made, name: "twice", status: "DISABLED" });
  const list = await said("webhook list");
  assert.match(list.stdout, /hook .*active .*yes .*registered_model\.created/);
  assert.doesNotMatch(list.stdout + JSON.stringify(await json("webhook list")), /hush/);
  assert.match((await said("webhook deliveries hook")).stdout, /Nothing was sent yet/);
  await post("registered-models/create", { name: "m" });
  await target.count(1);
  const [delivery] = (await json("webhook deliveries hook --limit 1")) as { event: string }[];
  assert.equal(delivery?.event, "registered_model.created");
  for (const [args, wanted] of [
    ["webhook deliveries nobody", /Webhook with ID nobody not found/],
    ["webhook deliveries twice", /2 webhooks are named twice/],
    ["webhook deliveries hook --limit x", /limit/],
  ] as const) {
    const { code, stderr } = await said(args);
    assert.notEqual(code, 0);
    assert.match(stderr, wanted);
  }
});
