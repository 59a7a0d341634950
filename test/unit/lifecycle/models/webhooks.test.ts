import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Delivery } from "../../../../src/contract/records/webhooks.ts";
import { PrumoError } from "../../../../src/kernel/errors/prumo-error.ts";
import { forget } from "../../../../src/lifecycle/models/webhooks/delivery-store.ts";
import type { WebhooksTables } from "../../../../src/lifecycle/models/webhooks/tables.ts";
import { type Received, type WebhookTarget, webhookTarget } from "../../../support/webhook-target.ts";
import { ana } from "./registry-house.ts";
import { openWebhookHouse } from "./webhook-house.ts";

const code = (wanted: string) => (error: unknown) => error instanceof PrumoError && error.code === wanted;
const statuses = ({ attempts }: Delivery) => attempts.map(({ status }) => status);
const told = ({ body }: Received) => {
  const { entity, action, data } = JSON.parse(body) as Record<string, unknown>;
  return [`${String(entity)}.${String(action)}`, data];
};

/** Answers with these statuses, one after the other, then with 200. */
function answering(...answers: readonly number[]): Promise<WebhookTarget> {
  const left = [...answers];
  return webhookTarget((_request, response) => response.writeHead(left.shift() ?? 200).end("so"));
}

test("an event is sent once when it is taken, and not to whoever did not ask for it or came later", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target]);
  const { id } = await house.hook(target);
  const other = await house.hook(target, { events: ["model_version.created"] });
  const off = await house.hook(target, { isActive: false });
  await house.model("m", { description: "d", tags: [{ key: "a", value: "b" }] });
  const late = await house.hook(target);
  const [delivery] = await house.finished(id);
  assert.equal(delivery?.state, "delivered");
  assert.deepEqual(statuses(delivery), [200]);
  assert.deepEqual(target.received.map(told), [
    ["registered_model.created", { name: "m", tags: { a: "b" }, description: "d" }],
  ]);
  for (const silent of [other, off, late]) assert.deepEqual(await house.finished(silent.id), []);
});

test("a change that fails tells nothing, and a change that is told of is there", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target], { isSending: false });
  const { id } = await house.hook(target, {
    events: ["model_version_alias.created", "registered_model.created"],
  });
  await house.model("m");
  await assert.rejects(house.model("m"));
  await assert.rejects(house.registry.setAlias({ model: "m", alias: "a", version: 1 }, ana("none")));
  const { items } = await house.webhooks.deliveries(id);
  assert.deepEqual(
    items.map(({ event, state }) => [event, state]),
    [["registered_model.created", "pending"]],
  );
});

test("packages of pipelines and promotions are told of like what clients do; so are aliases of what is deleted", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target]);
  const events = [
    "registered_model.created",
    "model_version.created",
    "model_version_alias.created",
    "model_version_alias.deleted",
  ] as const;
  const { id } = await house.hook(target, { events });
  const made = await house.registerPackage("m");
  await house.models.promote({ model: "m", version: "1", alias: "best", ...ana("good") });
  await house.models.promote({ model: "m", version: "1", alias: "best", ...ana("again: nothing happens") });
  await house.registry.deleteModel("m", "ana");
  await house.finished(id);
  const source = `mlflow-artifacts:/models/${made.id}`;
  const version = { name: "m", version: "1", source, run_id: null, tags: {}, description: null };
  const byEvent = new Map(target.received.map((one) => told(one) as [string, unknown]));
  assert.equal(target.received.length, 4);
  assert.deepEqual(Object.fromEntries(byEvent), {
    "registered_model.created": { name: "m", tags: {}, description: "" },
    "model_version.created": version,
    "model_version_alias.created": { name: "m", alias: "best", version: "1" },
    "model_version_alias.deleted": { name: "m", alias: "best" },
  });
});

test("what may pass is tried again under the same id, up to a limit; what will not is not", async () => {
  await using target = await answering(500, 429);
  await using dead = await answering(503, 503, 503, 503, 503);
  await using refusing = await answering(410);
  await using moved = await answering(302);
  await using house = await openWebhookHouse([target, dead, refusing, moved]);
  const hooks = [];
  for (const each of [target, dead, refusing, moved]) hooks.push(await house.hook(each));
  await house.model("m");
  const outcomes = [];
  for (const { id } of hooks) outcomes.push(...(await house.finished(id)));
  assert.deepEqual(
    outcomes.map((each) => [each.state, statuses(each)]),
    [
      ["delivered", [500, 429, 200]],
      ["failed", [503, 503, 503, 503]],
      ["failed", [410]],
      ["failed", [302]],
    ],
  );
  const ids = new Set(target.received.map(({ headers }) => headers["x-mlflow-delivery-id"]));
  assert.deepEqual([...ids], [outcomes[0]?.id]);
  assert.equal(outcomes[0]?.attempts[0]?.response, "so");
});

test("a target that never answers holds up no other, and is told of as silent", async () => {
  await using silent = await webhookTarget(() => undefined);
  await using lively = await webhookTarget();
  await using house = await openWebhookHouse([silent, lively], {
    wholeMs: 1_500,
    retry: { attempts: 1, firstMs: 1, longestMs: 1 },
  });
  const stuck = await house.hook(silent);
  const { id } = await house.hook(lively);
  for (let i = 0; i < 20; i++) await house.model(`m${i}`);
  await house.finished(id);
  assert.equal(lively.received.length, 20);
  const waiting = (await house.webhooks.deliveries(stuck.id)).items;
  assert.ok(
    waiting.some(({ state }) => state === "pending"),
    "the silent one was waited for",
  );
});

test("a webhook that is deleted or disabled is sent nothing more, also not what waits", async () => {
  await using target = await answering(503);
  await using house = await openWebhookHouse([target], {
    retry: { attempts: 9, firstMs: 60_000, longestMs: 60_000 },
  });
  const { id } = await house.hook(target);
  await house.model("m");
  await target.count(1);
  await house.webhooks.update(id, { isActive: false });
  await house.model("unheard");
  assert.equal((await house.webhooks.deliveries(id)).items.length, 1);
  await house.webhooks.delete(id);
  await assert.rejects(house.webhooks.deliveries(id), code("webhooks/none"));
  await assert.rejects(house.webhooks.delete(id), code("webhooks/none"));
  const db = house.meta.read<WebhooksTables>();
  const rows = await db.selectFrom("webhook_deliveries").selectAll().execute();
  assert.deepEqual(rows, []);
});

test("a secret is neither answered nor readable in the records, and its key is its user's alone", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target]);
  const secret = "correct horse battery staple";
  const made = await house.hook(target, { secret });
  assert.equal(made.isSigned, true);
  const all = [made, await house.webhooks.get(made.id), await house.webhooks.list()];
  assert.doesNotMatch(JSON.stringify(all), /horse/);
  await house.model("m");
  await house.finished(made.id);
  assert.match(String(target.received[0]?.headers["x-mlflow-signature"]), /^v1,/);
  for (const file of ["meta.db", "meta.db-wal"]) {
    assert.ok(!readFileSync(join(house.path, file)).includes("horse battery"), file);
  }
  if (process.platform !== "win32") {
    assert.equal(statSync(join(house.path, "keys", "webhooks.key")).mode & 0o077, 0);
  }
});

test("what is too large for a target is told without what makes it large", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target]);
  const { id } = await house.hook(target);
  const tags = Array.from({ length: 12 }, (_, i) => ({ key: `k${i}`, value: "x".repeat(100_000) }));
  await house.model("m", { tags });
  await house.finished(id);
  assert.deepEqual(target.received.map(told), [
    ["registered_model.created", { name: "m", tags: {}, description: null }],
  ]);
});

test("there are not more webhooks than a change can be written down for", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target], { isSending: false });
  const columns = ["id", "name", "url", "events", "is_active", "created_at", "updated_at"];
  const rows = Array.from({ length: 999 }, (_, i) => [`w${i}`, "w", "", '["prompt.created"]', 1, 1, 1]);
  await house.meta.append("webhooks", columns, rows);
  await house.hook(target);
  await assert.rejects(house.hook(target), code("webhooks/too-many"));
});

test("the log keeps the newest, what waits, and nothing that is old", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target]);
  const { id } = await house.hook(target);
  for (let i = 0; i < 6; i++) await house.model(`m${i}`);
  await house.finished(id);
  const left = async () => (await house.webhooks.deliveries(id)).items.length;
  await forget(house.meta, { before: 0, newest: 4 });
  assert.equal(await left(), 4);
  await forget(house.meta, { before: Number.MAX_SAFE_INTEGER, newest: 4 });
  assert.equal(await left(), 0);
  const attempts = house.meta.read<WebhooksTables>().selectFrom("webhook_attempts").selectAll();
  assert.deepEqual(await attempts.execute(), []);
});

test("a target that is dead for long does not fill the disk, and what waits is not forgotten", async () => {
  await using target = await webhookTarget();
  await using house = await openWebhookHouse([target], { isSending: false });
  const { id } = await house.hook(target);
  await house.model("first");
  const columns = ["id", "webhook_id", "seq", "event", "body", "state", "attempts", "created_at"];
  await house.meta.append(
    "webhook_deliveries",
    columns,
    Array.from({ length: 9_998 }, (_, i) => [`w${i}`, id, i + 2, "prompt.created", "{}", "pending", 0, 1]),
  );
  await house.model("fits");
  await house.model("one too many");
  const { items } = await house.webhooks.deliveries(id, { limit: 2 });
  assert.deepEqual(
    items.map(({ state, error }) => [state, error]),
    [
      ["failed", "not sent: 10000 deliveries wait for this webhook already"],
      ["pending", null],
    ],
  );
  await forget(house.meta, { before: 0, newest: 0 });
  assert.deepEqual((await house.webhooks.deliveries(id, { limit: 1 })).items[0]?.state, "pending");
});
