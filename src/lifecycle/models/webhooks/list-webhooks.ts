import type { Webhook } from "../../../contract/records/webhooks.ts";
import type { Page, WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { pageOf, webhookOf, webhookRows } from "./webhook-store.ts";

/** Newest first. */
export async function listWebhooks(
  { meta }: WebhooksDeps,
  { limit = 100, after }: { readonly limit?: number; readonly after?: string | undefined } = {},
): Promise<Page<Webhook>> {
  return pageOf(await webhookRows(meta.read<WebhooksTables>(), limit + 1, after), limit, webhookOf);
}
