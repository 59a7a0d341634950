import type { Webhook } from "../../../contract/records/webhooks.ts";
import type { WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { webhookOf, webhookRow } from "./webhook-store.ts";

export async function getWebhook({ meta }: WebhooksDeps, id: string): Promise<Webhook> {
  return webhookOf(await webhookRow(meta.read<WebhooksTables>(), id));
}
