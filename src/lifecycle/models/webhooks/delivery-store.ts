import { sql, type Selectable } from "kysely";
import type { Delivery, DeliveryAttempt } from "../../../contract/records/webhooks.ts";
import type { MetaStore, MetaTransaction } from "../../../ports/meta-store.ts";
import type { Outcome } from "./delivery.ts";
import type { WebhooksTables } from "./tables.ts";

type DeliveryRow = Selectable<WebhooksTables["webhook_deliveries"]>;
export type Claimed = Pick<DeliveryRow, "id" | "webhook_id" | "body">;

// Spelt out rather than bound: a partial index serves only a query that names its condition.
export const isPending = sql<boolean>`state = 'pending'`;

/** Active webhooks with the time of their next delivery, soonest first. One look into the index for each. */
export function webhooksWaiting(meta: MetaStore): Promise<{ id: string; due: number | null }[]> {
  return meta
    .read<WebhooksTables>()
    .selectFrom("webhooks as w")
    .select("w.id")
    .select((from) =>
      from
        .selectFrom("webhook_deliveries as d")
        .select((each) => each.fn.min<number | null>("d.next_at").as("soonest"))
        .whereRef("d.webhook_id", "=", "w.id")
        .where(isPending)
        .as("due"),
    )
    .where("w.is_active", "=", 1)
    .orderBy("due")
    .execute();
}

/** Takes up to `limit` due deliveries of one webhook for `holder`, until `until`: then another may. */
export async function claim(
  { db }: MetaTransaction<WebhooksTables>,
  webhookId: string,
  limit: number,
  { holder, now, until }: { readonly holder: string; readonly now: number; readonly until: number },
): Promise<Claimed[]> {
  const rows = await db
    .selectFrom("webhook_deliveries")
    .select(["id", "webhook_id", "body"])
    .where("webhook_id", "=", webhookId)
    .where(isPending)
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .orderBy("seq")
    .limit(limit)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) {
    await db
      .updateTable("webhook_deliveries")
      .set({ held_by: holder, next_at: until })
      .where("id", "in", ids)
      .execute();
  }
  return rows;
}

/**
 * Writes an attempt down and moves the delivery on, unless another has taken it over in the meantime: its word
 * counts then. `outcome` is told the number of the attempt.
 */
export async function recordAttempt(
  { db }: MetaTransaction<WebhooksTables>,
  deliveryId: string,
  holder: string,
  tried: Omit<DeliveryAttempt, "attempt" | "nextAt">,
  outcome: (attempt: number) => Outcome,
): Promise<void> {
  const held = await db
    .selectFrom("webhook_deliveries")
    .select("attempts")
    .where("id", "=", deliveryId)
    .where("held_by", "=", holder)
    .executeTakeFirst();
  if (held === undefined) return;
  const attempt = held.attempts + 1;
  const next = outcome(attempt);
  const endedAt = tried.at + Math.ceil(tried.durationMs);
  const nextAt = next.state === "pending" ? endedAt + next.waitMs : null;
  await db
    .insertInto("webhook_attempts")
    .values({
      delivery_id: deliveryId,
      attempt,
      at: tried.at,
      duration_ms: tried.durationMs,
      status: tried.status,
      response: tried.response,
      error: tried.error,
      next_at: nextAt,
    })
    .execute();
  await db
    .updateTable("webhook_deliveries")
    .set({
      state: next.state,
      attempts: attempt,
      next_at: nextAt,
      held_by: null,
      ...(nextAt === null ? { finished_at: endedAt, body: "" } : {}),
    })
    .where("id", "=", deliveryId)
    .execute();
}

/** Lets go of what these holders hold; due at once. */
export async function letGo(meta: MetaStore, holders: readonly string[], now: number): Promise<void> {
  if (holders.length === 0) return;
  await meta.write<WebhooksTables, void>(async ({ db }) => {
    await db
      .updateTable("webhook_deliveries")
      .set({ held_by: null, next_at: now })
      .where("held_by", "in", holders)
      .execute();
  });
}

export async function holders(meta: MetaStore): Promise<string[]> {
  const rows = await meta
    .read<WebhooksTables>()
    .selectFrom("webhook_deliveries")
    .select("held_by")
    .distinct()
    .where("held_by", "is not", null)
    .execute();
  return rows.flatMap(({ held_by }) => (held_by === null ? [] : [held_by]));
}

/** How much is written in one transaction. */
const forgottenAtOnce = 500;

/** Forgets deliveries that were finished before then, or are not among a webhook's newest, with their attempts. */
export async function forget(
  meta: MetaStore,
  { before, newest }: { readonly before: number; readonly newest: number },
): Promise<void> {
  for (;;) {
    const rows = await meta
      .read<WebhooksTables>()
      .selectFrom("webhook_deliveries as d")
      .select("d.id")
      .where(sql<boolean>`d.state <> 'pending'`)
      .where((where) =>
        where.or([
          where("d.finished_at", "<", before),
          where(
            "d.seq",
            "<=",
            where
              .selectFrom("webhook_deliveries as all")
              .select((each) => sql<number>`${each.fn.max<number>("all.seq")} - ${newest}`.as("last"))
              .whereRef("all.webhook_id", "=", "d.webhook_id"),
          ),
        ]),
      )
      .limit(forgottenAtOnce)
      .execute();
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await meta.write<WebhooksTables, void>(async ({ db }) => {
      await db.deleteFrom("webhook_attempts").where("delivery_id", "in", ids).execute();
      await db.deleteFrom("webhook_deliveries").where("id", "in", ids).execute();
    });
  }
}

export function deliveryOf(row: DeliveryRow, attempts: readonly DeliveryAttempt[]): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    event: row.event,
    state: row.state,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    nextAt: row.held_by === null ? row.next_at : null,
    error: row.error,
    attempts: [...attempts],
  };
}
