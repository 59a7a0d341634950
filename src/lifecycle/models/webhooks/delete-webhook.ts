import type { WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { webhookRow } from "./webhook-store.ts";

/** Removes a webhook with its secret, its deliveries and their log; what waits is not sent. */
export async function deleteWebhook({ meta }: WebhooksDeps, id: string): Promise<void> {
  await meta.write<WebhooksTables, void>(async ({ db }) => {
    await webhookRow(db, id);
    await db
      .deleteFrom("webhook_attempts")
      .where("delivery_id", "in", (from) =>
        from.selectFrom("webhook_deliveries").select("id").where("webhook_id", "=", id),
      )
      .execute();
    await db.deleteFrom("webhook_deliveries").where("webhook_id", "=", id).execute();
    await db.deleteFrom("webhooks").where("id", "=", id).execute();
  });
}
