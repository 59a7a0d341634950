import type { Webhook } from "../../../contract/records/webhooks.ts";
import { sealed } from "./create-webhook.ts";
import type { UpdateWebhook, WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { checkLength, checkWebhookEvents, checkWebhookName } from "./webhook.ts";
import { webhookOf, webhookRow, type WebhookRow } from "./webhook-store.ts";

/** Changes what is given. Deliveries that wait go to the address, and are signed with the secret, of then. */
export async function updateWebhook(deps: WebhooksDeps, id: string, change: UpdateWebhook): Promise<Webhook> {
  const { meta, clock, sender } = deps;
  await webhookRow(meta.read<WebhooksTables>(), id);
  const set: { -readonly [Column in keyof WebhookRow]?: WebhookRow[Column] } = { updated_at: clock.now() };
  if (change.name !== undefined) set.name = checkWebhookName(change.name);
  if (change.url !== undefined) {
    set.url = checkLength("url", change.url);
    await sender.check(change.url);
  }
  if (change.events !== undefined) set.events = JSON.stringify(checkWebhookEvents(change.events));
  if (change.description !== undefined)
    set.description = checkLength("description", change.description) || null;
  if (change.secret !== undefined) set.sealed_secret = await sealed(deps, id, change.secret);
  if (change.isActive !== undefined) set.is_active = change.isActive ? 1 : 0;
  return meta.write<WebhooksTables, Webhook>(async ({ db }) => {
    await db.updateTable("webhooks").set(set).where("id", "=", id).execute();
    return webhookOf(await webhookRow(db, id));
  });
}
