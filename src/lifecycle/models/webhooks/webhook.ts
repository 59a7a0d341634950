import { type WebhookEvent, webhookEvents } from "../../../contract/records/webhooks.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";

/** Beyond MLflow's columns, which SQLite does not enforce, so that nothing is unbounded. */
const limits = { url: 2_048, description: 5_000, secret: 1_000 } as const;

/** A webhook's name as MLflow has it; names need not be unique. */
export function checkWebhookName(name: string): string {
  if (!/^(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name))
    throw fail("webhooks/bad-name", { name: name.slice(0, 200) });
  return name;
}

/** Each event once, in the order in which MLflow lists them. */
export function checkWebhookEvents(events: readonly WebhookEvent[]): readonly WebhookEvent[] {
  if (events.length === 0) throw fail("webhooks/no-events", {});
  return [...new Set(events)].sort();
}

/** An entity and an action as one event. */
export function webhookEventOf(entity: string, action: string): WebhookEvent {
  const event = webhookEvents.find((known) => known === `${entity}.${action}`);
  if (event !== undefined) return event;
  const valid = webhookEvents
    .filter((known) => known.startsWith(`${entity}.`))
    .map((known) => `'${known.slice(entity.length + 1)}'`)
    .sort();
  throw fail("webhooks/bad-event", { entity, action, valid: valid.join(", ") });
}

export function checkLength(field: keyof typeof limits, text: string): string {
  const limit = limits[field];
  if (text.length > limit) throw fail("webhooks/too-long", { field, limit });
  return text;
}
