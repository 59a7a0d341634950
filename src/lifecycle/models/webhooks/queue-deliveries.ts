import type { Kysely } from "kysely";
import { newId } from "../../../kernel/ids.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import { bodyOf } from "./body.ts";
import { isPending } from "./delivery-store.ts";
import type { Told } from "./news.ts";
import type { WebhooksTables } from "./tables.ts";
import { eventsOf } from "./webhook-store.ts";

/** A target that is dead for long must not fill the disk: what comes on top of so many is not sent. */
const mostWaiting = 10_000;

/**
 * Writes one delivery for each active webhook that asked for this event, in the transaction of the change that it
 * tells of, and sends nothing. `told` is asked only when there is a webhook at all.
 */
export async function queueDeliveries(
  { db }: MetaTransaction<WebhooksTables>,
  now: number,
  told: () => Promise<Told | undefined>,
): Promise<void> {
  const active = await db
    .selectFrom("webhooks")
    .select(["id", "events"])
    .where("is_active", "=", 1)
    .execute();
  if (active.length === 0) return;
  const news = await told();
  if (news === undefined) return;
  for (const webhook of active.filter((row) => eventsOf(row).includes(news.event))) {
    const { last, waiting } = await countsOf(db, webhook.id);
    const isTooMany = waiting >= mostWaiting;
    const id = newId("delivery", now);
    await db
      .insertInto("webhook_deliveries")
      .values({
        id,
        webhook_id: webhook.id,
        seq: last + 1,
        event: news.event,
        body: isTooMany ? "" : bodyOf(news, now),
        state: isTooMany ? "failed" : "pending",
        attempts: 0,
        next_at: isTooMany ? null : now,
        error: isTooMany ? `not sent: ${mostWaiting} deliveries wait for this webhook already` : null,
        held_by: null,
        created_at: now,
        finished_at: isTooMany ? now : null,
      })
      .execute();
  }
}

async function countsOf(
  db: Kysely<WebhooksTables>,
  webhookId: string,
): Promise<{ readonly last: number; readonly waiting: number }> {
  const { last } = await db
    .selectFrom("webhook_deliveries")
    .select((each) => each.fn.max<number | null>("seq").as("last"))
    .where("webhook_id", "=", webhookId)
    .executeTakeFirstOrThrow();
  const { waiting } = await db
    .selectFrom("webhook_deliveries")
    .select((each) => each.fn.countAll<number>().as("waiting"))
    .where("webhook_id", "=", webhookId)
    .where(isPending)
    .executeTakeFirstOrThrow();
  return { last: last ?? 0, waiting };
}
