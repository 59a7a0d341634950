import type { Delivery } from "../../../contract/records/webhooks.ts";
import { deliveryOf } from "./delivery-store.ts";
import type { Page, WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { pageOf, webhookRow } from "./webhook-store.ts";

/** What was sent to a webhook, newest first, each with every attempt. */
export async function listDeliveries(
  { meta }: WebhooksDeps,
  webhookId: string,
  { limit = 100, after }: { readonly limit?: number; readonly after?: string | undefined } = {},
): Promise<Page<Delivery>> {
  const db = meta.read<WebhooksTables>();
  await webhookRow(db, webhookId);
  let query = db
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("webhook_id", "=", webhookId)
    .orderBy("seq", "desc")
    .limit(limit + 1);
  if (after !== undefined) query = query.where("seq", "<", seqOf(after));
  const rows = await query.execute();
  const { items, next } = pageOf(rows, limit, (row) => row);
  const attempts = await db
    .selectFrom("webhook_attempts")
    .selectAll()
    .where("delivery_id", "in", items.length === 0 ? [""] : items.map(({ id }) => id))
    .orderBy("attempt")
    .execute();
  const attemptsOf = Map.groupBy(attempts, (row) => row.delivery_id);
  return {
    items: items.map((row) =>
      deliveryOf(
        row,
        (attemptsOf.get(row.id) ?? []).map((each) => ({
          attempt: each.attempt,
          at: each.at,
          durationMs: each.duration_ms,
          status: each.status,
          response: each.response,
          error: each.error,
          nextAt: each.next_at,
        })),
      ),
    ),
    next: next === null ? null : String(items.at(-1)?.seq),
  };
}

function seqOf(cursor: string): number {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
}
