import type { Delivery, Webhook, WebhookEvent } from "../../../contract/records/webhooks.ts";
import type { Clock } from "../../../kernel/clock.ts";
import type { EventBus } from "../../../ports/event-bus.ts";
import type { HttpSender } from "../../../ports/http-sender.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import type { Sealer } from "../../../ports/sealer.ts";
import type { RetryPolicy } from "./delivery.ts";

export interface WebhooksDeps {
  readonly meta: MetaStore;
  readonly events: Pick<EventBus, "consume">;
  readonly clock: Clock;
  readonly sender: HttpSender;
  readonly sealer: Sealer;
  /** Whether this process sends. Default true; false for a command that only looks. */
  readonly isSending?: boolean;
  readonly retry?: RetryPolicy;
  /** A number in [0, 1), drawn for each wait. Default Math.random. */
  readonly lot?: () => number;
  /** Between looks for deliveries that another process has enqueued. Default 2 s. */
  readonly pollMs?: number;
  readonly warn?: (text: string) => void;
}

/** Tells addresses of changes in the registry: at least once, signed, retried, every attempt written down. */
export interface Webhooks extends AsyncDisposable {
  create(asked: CreateWebhook): Promise<Webhook>;
  /** Newest first; `after` is the `next` of the page before. */
  list(page?: { readonly limit?: number; readonly after?: string | undefined }): Promise<Page<Webhook>>;
  get(id: string): Promise<Webhook>;
  update(id: string, change: UpdateWebhook): Promise<Webhook>;
  /** Removes it with its deliveries; what waits is not sent. */
  delete(id: string): Promise<void>;
  /** Sends an example of an event now, once; of its first event unless told. */
  test(id: string, event?: WebhookEvent): Promise<WebhookTest>;
  /** Newest first, with every attempt. */
  deliveries(
    id: string,
    page?: { readonly limit?: number; readonly after?: string | undefined },
  ): Promise<Page<Delivery>>;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

export interface CreateWebhook {
  readonly name: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly description?: string | undefined;
  readonly secret?: string | undefined;
  readonly isActive?: boolean | undefined;
}

/** What is undefined stays as it is; an empty description or secret is removed. */
export type UpdateWebhook = { readonly [Field in keyof CreateWebhook]?: CreateWebhook[Field] | undefined };

export interface WebhookTest {
  /** Whether the target answered 2xx. */
  readonly isDelivered: boolean;
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
}
