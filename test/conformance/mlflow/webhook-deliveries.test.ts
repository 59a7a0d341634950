import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startMlflowServer, startPrumoServer, testPython } from "../../support/tracking-servers.ts";
import { type Received, webhookTarget } from "../../support/webhook-target.ts";
import { perform } from "./perform.ts";
import { DELETE, newRun, POST, sequence } from "./sequences/sequence.ts";

const python = testPython();
const secret = "s3cret é";
const prompt = (key = "is_prompt", value = "true") => ({ key: `mlflow.prompt.${key}`, value });
const long = "x".repeat(90_000);

/** The registry's changes of every kind, those that change nothing among them. */
const changes = sequence(
  "what webhooks are told of",
  newRun(),
  POST("registered-models/create", { name: "m", description: "ü", tags: [{ key: "a", value: "1" }] }),
  POST("registered-models/create", { name: "m" }),
  POST("registered-models/create", { name: "bare" }),
  POST("registered-models/set-tag", { name: "m", key: "b", value: "2" }),
  POST("model-versions/create", {
    name: "m",
    source: "mlflow-artifacts:/0/$run/artifacts/model",
    run_id: "$run",
    description: "first",
    tags: [{ key: "t", value: "x" }],
  }),
  POST("model-versions/create", { name: "m", source: "models:/m/1" }),
  POST("model-versions/create", { name: "m", source: "file:///etc" }),
  POST("model-versions/set-tag", { name: "m", version: "1", key: "k", value: "v" }),
  POST("model-versions/set-tag", { name: "m", version: "1", key: "long", value: long }),
  POST("model-versions/set-tag", { name: "m", version: "1", key: "empty" }),
  POST("model-versions/set-tag", { name: "m", version: "9", key: "k", value: "v" }),
  DELETE("model-versions/delete-tag", { name: "m", version: "1", key: "k" }),
  DELETE("model-versions/delete-tag", { name: "m", version: "1", key: "k" }),
  POST("registered-models/alias", { name: "m", alias: "champion", version: "1" }),
  POST("registered-models/alias", { name: "m", alias: "champion", version: "1" }),
  POST("registered-models/alias", { name: "m", alias: "champion", version: "2" }),
  POST("registered-models/alias", { name: "m", alias: "champion", version: "9" }),
  DELETE("registered-models/alias", { name: "m", alias: "champion" }),
  DELETE("registered-models/alias", { name: "m", alias: "champion" }),
  POST("model-versions/transition-stage", { name: "m", version: "1", stage: "Staging" }),
  POST("registered-models/rename", { name: "bare", new_name: "renamed" }),
  DELETE("registered-models/delete", { name: "renamed" }),
  POST("registered-models/create", {
    name: "p",
    tags: [prompt(), { key: "a", value: "1" }, { key: "_mlflow_prompt_type", value: "text" }],
  }),
  POST("model-versions/create", {
    name: "p",
    source: "dummy-source",
    tags: [prompt(), prompt("text", "Hello {{name}}"), { key: "t", value: "x" }],
  }),
  POST("registered-models/set-tag", { name: "p", key: "k", value: "v" }),
  DELETE("registered-models/delete-tag", { name: "p", key: "k" }),
  POST("model-versions/set-tag", { name: "p", version: "1", key: "k", value: "v" }),
  DELETE("model-versions/delete-tag", { name: "p", version: "1", key: "k" }),
  POST("registered-models/alias", { name: "p", alias: "prod", version: "1" }),
  DELETE("registered-models/alias", { name: "p", alias: "prod" }),
  POST("registered-models/create", { name: "was", tags: [prompt("is_prompt", "false")] }),
  POST("registered-models/set-tag", { name: "was", ...prompt() }),
  DELETE("registered-models/delete-tag", { name: "was", key: "mlflow.prompt.is_prompt" }),
  POST("registered-models/create", { name: "last" }),
);

const events = [
  "REGISTERED_MODEL.CREATED MODEL_VERSION.CREATED MODEL_VERSION_TAG.SET MODEL_VERSION_TAG.DELETED",
  "MODEL_VERSION_ALIAS.CREATED MODEL_VERSION_ALIAS.DELETED PROMPT.CREATED PROMPT_VERSION.CREATED PROMPT_TAG.SET",
  "PROMPT_TAG.DELETED PROMPT_VERSION_TAG.SET PROMPT_VERSION_TAG.DELETED PROMPT_ALIAS.CREATED PROMPT_ALIAS.DELETED",
]
  .join(" ")
  .split(" ")
  .map((event) => ({ entity: event.split(".")[0], action: event.split(".")[1] }));

const webhook = (url: string) => [
  POST(
    "webhooks",
    { name: "all", url: `${url}/all`, events, secret },
    { keep: { hook: "webhook.webhook_id" } },
  ),
  POST("webhooks", { name: "off", url: `${url}/off`, events, status: "DISABLED" }),
];
const tests = [
  POST("webhooks/$hook/test", {}),
  ...events.map((event) => POST("webhooks/$hook/test", { event })),
  POST("webhooks/$hook/test", { event: { entity: "BUDGET_POLICY", action: "EXCEEDED" } }),
];

/** A request as what can be compared: which headers of MLflow's it has, and what it tells. */
function told({ path, headers, body }: Received): string {
  const { timestamp, ...rest } = JSON.parse(body) as { readonly timestamp: string };
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  const names = Object.keys(headers).filter((name) => name.startsWith("x-mlflow") || name === "content-type");
  return JSON.stringify([path, names.sort(), headers["content-type"], ids(sorted(rest))]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, sorted(member)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const ids = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/[0-9a-f]{32}(?=[/"])/g, "<run>"));

/** As MLflow's documentation tells receivers to verify: v1 and base64 of HMAC-SHA256 over id, time and body. */
function assertSigned({ headers, body }: Received): void {
  const [id, time] = [headers["x-mlflow-delivery-id"], headers["x-mlflow-timestamp"]];
  assert.ok(Math.abs(Number(time) * 1_000 - Date.now()) < 600_000);
  const wanted = createHmac("sha256", secret)
    .update(`${String(id)}.${String(time)}.${body}`)
    .digest("base64");
  assert.equal(headers["x-mlflow-signature"], `v1,${wanted}`);
}

interface Listed {
  readonly items: readonly { readonly id: string; readonly state: string }[];
}

/** Waits until prumo has nothing more to send; how many deliveries its log has, of all webhooks. */
async function delivered(url: string): Promise<number> {
  const list = async (path: string) =>
    ((await (await fetch(`${url}/api/v1/${path}`)).json()) as Listed).items;
  for (;;) {
    const webhooks = await list("webhooks");
    const lists = await Promise.all(webhooks.map(({ id }) => list(`webhooks/${id}/deliveries?limit=1000`)));
    const all = lists.flat();
    if (all.every(({ state }) => state !== "pending")) return all.length;
    await sleep(20);
  }
}

describe("webhooks of MLflow's server and of prumo", { skip: "skip" in python ? python.skip : false }, () => {
  it("tell the same of the same changes, and send the same tests", { timeout: 600_000 }, async () => {
    const path = "path" in python ? python.path : "";
    await using theirs = await webhookTarget();
    await using mine = await webhookTarget();
    await using stock = await startMlflowServer(path, {
      MLFLOW_WEBHOOK_ALLOWED_SCHEMES: "http,https",
      MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: "true",
    });
    await using ours = await startPrumoServer(undefined, undefined, {
      PRUMO_WEBHOOK_ALLOW: `127.0.0.1:${mine.port}`,
    });
    const all = async (url: string, target: string) => {
      const steps = [...webhook(target), ...changes.steps, ...tests];
      return perform(url, sequence("webhooks", ...steps));
    };
    const expected = await all(stock.url, theirs.url);
    const isLast = ({ body }: Received) => body.includes('"last"');
    await theirs.until(isLast);
    const wanted = theirs.received.map(told).sort();
    const answers = await all(ours.url, mine.url);
    const count = await delivered(ours.url);
    assert.deepEqual(mine.received.map(told).sort(), wanted);
    assert.equal(count, wanted.length - tests.length);
    assert.ok(wanted.length > 40, `${wanted.length}`);
    [...theirs.received, ...mine.received].forEach(assertSigned);
    const shown = (list: typeof answers) =>
      list.slice(-tests.length).map(({ status, body }) => JSON.stringify([status, body]));
    assert.deepEqual(shown(answers), shown(expected));
  });
});
