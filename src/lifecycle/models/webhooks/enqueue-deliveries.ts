import type { StoredEvent } from "../../../contract/events.ts";
import { newId } from "../../../kernel/ids.ts";
import { bodyOf, toldOf, webhookEventFor } from "./payload.ts";
import type { ToldEvent, WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { eventsOf } from "./webhook-store.ts";

/**
 * Writes one delivery for each webhook that asked for this event, and sends nothing: a slow target must not hold
 * the events up. Told twice of an event, it leaves what is there, so that ids stay. Answers whether any was asked for.
 */
export async function enqueueDeliveries(
  { meta, clock, lookup }: WebhooksDeps,
  stored: StoredEvent,
): Promise<boolean> {
  const event = stored as ToldEvent & StoredEvent;
  const wanted = webhookEventFor(event);
  const active = await meta
    .read<WebhooksTables>()
    .selectFrom("webhooks")
    .select(["id", "events"])
    .where("is_active", "=", 1)
    .where("after_seq", "<", event.seq)
    .execute();
  const webhooks = active.filter((row) => eventsOf(row).includes(wanted));
  if (webhooks.length === 0) return false;
  const told = await toldOf(event, lookup);
  if (told === undefined) return false;
  const body = bodyOf(told, event.at);
  const now = clock.now();
  await meta.write<WebhooksTables, number>((tx) =>
    tx.insert(
      "webhook_deliveries",
      ["id", "webhook_id", "event", "event_seq", "body", "state", "attempts", "next_at", "created_at"],
      webhooks.map(({ id }) => [newId("delivery", now), id, wanted, event.seq, body, "pending", 0, now, now]),
      "ignore",
    ),
  );
  return true;
}
