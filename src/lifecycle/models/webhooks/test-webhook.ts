import type { WebhookEvent } from "../../../contract/records/webhooks.ts";
import { newId } from "../../../kernel/ids.ts";
import { asPrumoError } from "../../../kernel/errors/prumo-error.ts";
import { isDelivered } from "./delivery.ts";
import { exampleOf } from "./example-payload.ts";
import { bodyOf } from "./body.ts";
import { webhookHeaders } from "./signature.ts";
import type { WebhooksDeps, WebhookTest } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { eventsOf, webhookRow } from "./webhook-store.ts";

/** Sends an example once, now, and answers what came of it; nothing is kept. */
export async function testWebhook(
  deps: WebhooksDeps,
  id: string,
  asked: WebhookEvent | undefined,
  signal: AbortSignal,
): Promise<WebhookTest> {
  const { meta, clock, sender, sealer } = deps;
  const row = await webhookRow(meta.read<WebhooksTables>(), id);
  const now = clock.now();
  const event = asked ?? eventsOf(row)[0] ?? "registered_model.created";
  const body = bodyOf(exampleOf(event), now);
  try {
    const secret = row.sealed_secret === null ? null : await sealer.open(row.sealed_secret, id);
    const headers = webhookHeaders(newId("delivery", now), now, body, secret);
    const answer = await sender.post({ url: row.url, headers, body }, signal);
    return {
      isDelivered: isDelivered(answer.status),
      status: answer.status,
      response: answer.body,
      error: null,
    };
  } catch (error) {
    return { isDelivered: false, status: null, response: null, error: asPrumoError(error).message };
  }
}
