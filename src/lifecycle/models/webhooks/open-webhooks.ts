import { createWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import { DeliveryLoop } from "./deliver-webhooks.ts";
import { getWebhook } from "./get-webhook.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listWebhooks } from "./list-webhooks.ts";
import type { Webhooks, WebhooksDeps } from "./surface.ts";
import { testWebhook } from "./test-webhook.ts";
import { updateWebhook } from "./update-webhook.ts";

/** Events that come with deliveries, which are written in the same transaction: news of them wakes the loop. */
const wakingTypes = [
  "model.registered",
  "model.version-registered",
  "model.tag-changed",
  "model.version-tag-changed",
  "model.alias-changed",
] as const;

/** The webhooks of the registry, whose changes leave deliveries (`queue-deliveries.ts`); a loop of its own sends them. */
export function openWebhooks(deps: WebhooksDeps): Webhooks {
  const closing = new AbortController();
  const loop = (deps.isSending ?? true) ? new DeliveryLoop(deps) : undefined;
  if (loop !== undefined) deps.events.consume("webhooks", wakingTypes, async () => loop.wake());
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
