import { createWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import { DeliveryLoop } from "./deliver-webhooks.ts";
import { enqueueDeliveries } from "./enqueue-deliveries.ts";
import { getWebhook } from "./get-webhook.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { toldTypes } from "./payload.ts";
import type { Webhooks, WebhooksDeps } from "./surface.ts";
import { webhooksMigrations } from "./tables.ts";
import { testWebhook } from "./test-webhook.ts";
import { updateWebhook } from "./update-webhook.ts";

/** The webhooks of the registry: events of the stream become deliveries, and a loop of its own sends them. */
export async function openWebhooks(deps: WebhooksDeps): Promise<Webhooks> {
  await deps.meta.migrate(webhooksMigrations);
  const closing = new AbortController();
  const loop = (deps.isSending ?? true) ? new DeliveryLoop(deps) : undefined;
  deps.events.consume("webhooks", toldTypes, async (event) => {
    if (await enqueueDeliveries(deps, event)) loop?.wake();
  });
  return {
    create: (asked) => createWebhook(deps, asked),
    list: (page) => listWebhooks(deps, page),
    get: (id) => getWebhook(deps, id),
    async update(id, change) {
      const changed = await updateWebhook(deps, id, change);
      loop?.wake();
      return changed;
    },
    delete: (id) => deleteWebhook(deps, id),
    test: (id, event) => testWebhook(deps, id, event, closing.signal),
    deliveries: (id, page) => listDeliveries(deps, id, page),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await loop?.[Symbol.asyncDispose]();
    },
  };
}
