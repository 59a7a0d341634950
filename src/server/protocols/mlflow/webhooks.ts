import type { Webhook, WebhookEvent } from "../../../contract/records/webhooks.ts";
import { webhookEventOf } from "../../../lifecycle/models/index.ts";
import { int, list, message, oneOf, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { readToken, writeToken } from "./page-token.ts";
import { nothing, rpc } from "./rpc.ts";
import { some } from "./tracking-json.ts";

/** Enums of webhooks.proto, in the order of their numbers. */
const entities = oneOf(
  [
    "REGISTERED_MODEL",
    "MODEL_VERSION",
    "MODEL_VERSION_TAG",
    "MODEL_VERSION_ALIAS",
    "PROMPT",
    "PROMPT_VERSION",
    "PROMPT_TAG",
    "PROMPT_VERSION_TAG",
    "PROMPT_ALIAS",
    "BUDGET_POLICY",
  ],
  1,
);
const actions = oneOf(["CREATED", "UPDATED", "DELETED", "SET", "EXCEEDED"], 1);
const status = oneOf(["ACTIVE", "DISABLED"], 1);
const event = message({ entity: required(entities), action: required(actions) });
const id = { webhook_id: required(text) };

const eventOf = ({ entity, action }: { readonly entity: string; readonly action: string }): WebhookEvent =>
  webhookEventOf(entity.toLowerCase(), action.toLowerCase());

/** Without the secret: nobody is given it again. */
function webhookJson(webhook: Webhook) {
  return {
    webhook_id: webhook.id,
    name: webhook.name,
    description: webhook.description ?? undefined,
    url: webhook.url,
    events: webhook.events.map((told) => {
      const [entity, action] = told.toUpperCase().split(".");
      return { entity, action };
    }),
    status: webhook.isActive ? "ACTIVE" : "DISABLED",
    creation_timestamp: webhook.createdAt,
    last_updated_timestamp: webhook.updatedAt,
  };
}

/** `mlflow/webhooks…`. */
export const webhookRpcs = [
  rpc(
    "POST",
    "webhooks",
    {
      name: required(text),
      url: required(text),
      events: required(list(event)),
      description: text,
      secret: text,
      status,
    },
    async (input, { webhooks }) => {
      const { name, url, description, secret } = input;
      const events = input.events.map(eventOf);
      const isActive = input.status !== "DISABLED";
      const made = await webhooks.create({ name, url, events, description, secret, isActive });
      return { webhook: webhookJson(made) };
    },
  ),
  rpc("GET", "webhooks", { max_results: int, page_token: text }, async (input, { webhooks }) => {
    const limit = input.max_results || 100;
    if (limit < 1 || limit > 1_000) throw invalid("max_results must be between 1 and 1000.");
    const after = input.page_token ? String(readToken("webhooks", input.page_token)["after"]) : undefined;
    const { items, next } = await webhooks.list({ limit, after });
    return {
      webhooks: some(items.map(webhookJson)),
      next_page_token: next === null ? undefined : writeToken("webhooks", { after: next }),
    };
  }),
  rpc("GET", "webhooks/:webhook_id", id, async (input, { webhooks }) => ({
    webhook: webhookJson(await webhooks.get(input.webhook_id)),
  })),
  rpc(
    "PATCH",
    "webhooks/:webhook_id",
    { ...id, name: text, url: text, events: list(event), description: text, secret: text, status },
    async (input, { webhooks }) => {
      const events = input.events ?? [];
      // As MLflow has it: an empty name, address or list changes nothing, an empty description or secret removes it.
      const changed = await webhooks.update(input.webhook_id, {
        name: input.name || undefined,
        url: input.url || undefined,
        events: events.length === 0 ? undefined : events.map(eventOf),
        description: input.description,
        secret: input.secret,
        isActive: input.status === undefined ? undefined : input.status === "ACTIVE",
      });
      return { webhook: webhookJson(changed) };
    },
  ),
  rpc("DELETE", "webhooks/:webhook_id", id, async (input, { webhooks }) => {
    await webhooks.delete(input.webhook_id);
    return nothing;
  }),
  rpc("POST", "webhooks/:webhook_id/test", { ...id, event }, async (input, { webhooks }) => {
    const asked = input.event === undefined ? undefined : eventOf(input.event);
    const result = await webhooks.test(input.webhook_id, asked);
    return {
      result: {
        success: result.isDelivered,
        response_status: result.status ?? undefined,
        response_body: result.response ?? undefined,
        error_message: result.error === null ? undefined : `Failed to test webhook: ${result.error}`,
      },
    };
  }),
];
