import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { exampleProject } from "../support/prumo.ts";
import { startPrumoServer, type TrackingServer } from "../support/tracking-servers.ts";
import { webhookTarget } from "../support/webhook-target.ts";

const models = 12;

async function post(server: TrackingServer, path: string, body: object): Promise<void> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

test(
  "what was changed before a kill -9 is told after it, under the same ids",
  { timeout: 120_000 },
  async () => {
    using project = exampleProject("blank");
    // While the first server lives the target takes everything and answers nothing.
    let isAnswering = false;
    await using target = await webhookTarget((_request, response) => {
      if (isAnswering) response.end("ok");
    });
    const env = { PRUMO_WEBHOOK_ALLOW: `127.0.0.1:${target.port}` };
    const first = await startPrumoServer(project.directory, undefined, env);
    const secret = "of the project";
    const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
    await post(first, "webhooks", { name: "hook", url: target.url, events, secret });
    for (let i = 0; i < models; i++) await post(first, "registered-models/create", { name: `m${i}` });
    await target.count(2);
    first.process.kill("SIGKILL");
    await once(first.process, "exit");
    const before = target.received.map(({ headers }) => headers["x-mlflow-delivery-id"]);
    isAnswering = true;
    await using second = await startPrumoServer(project.directory, undefined, env);
    await target.count(before.length + models);
    const after = target.received.slice(before.length);
    const names = after.map(({ body }) => (JSON.parse(body) as { data: { name: string } }).data.name);
    assert.deepEqual(names.sort(), Array.from({ length: models }, (_, i) => `m${i}`).sort());
    const ids = after.map(({ headers }) => headers["x-mlflow-delivery-id"]);
    assert.equal(new Set(ids).size, models);
    assert.ok(
      before.every((id) => ids.includes(id)),
      "a delivery that was under way got another id",
    );
    assert.ok(after.every(({ headers }) => String(headers["x-mlflow-signature"]).startsWith("v1,")));
    assert.ok(second.process.exitCode === null);
  },
);
