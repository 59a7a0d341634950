import type { Webhook } from "../../../contract/records/webhooks.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { newId } from "../../../kernel/ids.ts";
import type { CreateWebhook, WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { checkLength, checkWebhookEvents, checkWebhookName } from "./webhook.ts";
import { webhookOf, type WebhookRow } from "./webhook-store.ts";

/** Each change of the registry is written down for each that asked for it. */
const mostWebhooks = 1_000;

/** Registers an address, after it was seen that it may be called. It is told of what happens from now on. */
export async function createWebhook(deps: WebhooksDeps, asked: CreateWebhook): Promise<Webhook> {
  const { meta, clock, sender } = deps;
  const name = checkWebhookName(asked.name);
  const url = checkLength("url", asked.url);
  await sender.check(url);
  const wanted = checkWebhookEvents(asked.events);
  const description = checkLength("description", asked.description ?? "") || null;
  const now = clock.now();
  const id = newId("webhook", now);
  const row: WebhookRow = {
    id,
    name,
    description,
    url,
    events: JSON.stringify(wanted),
    is_active: (asked.isActive ?? true) ? 1 : 0,
    sealed_secret: await sealed(deps, id, asked.secret ?? ""),
    created_at: now,
    updated_at: now,
  };
  await meta.write<WebhooksTables, void>(async ({ db }) => {
    const { count } = await db
      .selectFrom("webhooks")
      .select((each) => each.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (count >= mostWebhooks) throw fail("webhooks/too-many", { limit: mostWebhooks });
    await db.insertInto("webhooks").values(row).execute();
  });
  return webhookOf(row);
}

/** A secret as it is kept: bound to its webhook, and unreadable without the project's key. */
export async function sealed({ sealer }: WebhooksDeps, id: string, secret: string): Promise<string | null> {
  return secret === "" ? null : sealer.seal(checkLength("secret", secret), id);
}
