import type { Kysely, Selectable } from "kysely";
import type { Webhook, WebhookEvent } from "../../../contract/records/webhooks.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { WebhooksTables } from "./tables.ts";

export type WebhookRow = Selectable<WebhooksTables["webhooks"]>;
type Db = Kysely<WebhooksTables>;

export async function webhookRow(db: Db, id: string): Promise<WebhookRow> {
  const row = await db.selectFrom("webhooks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw fail("webhooks/none", { id: id.slice(0, 100) });
  return row;
}

/** The record of a row: all of it but the secret. */
export function webhookOf(row: WebhookRow): Webhook {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    events: eventsOf(row),
    isActive: row.is_active === 1,
    isSigned: row.sealed_secret !== null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function eventsOf({ events }: Pick<WebhookRow, "events">): WebhookEvent[] {
  return JSON.parse(events) as WebhookEvent[];
}

/** Newest first; ids begin with the time. */
export function webhookRows(db: Db, limit: number, after: string | undefined): Promise<WebhookRow[]> {
  let query = db.selectFrom("webhooks").selectAll().orderBy("id", "desc").limit(limit);
  if (after !== undefined) query = query.where("id", "<", after);
  return query.execute();
}

/** Rows that were asked for with one to spare, as a page. */
export function pageOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  return { items: shown.map(item), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
