import type { DeliveryState, WebhookEvent } from "../../../contract/records/webhooks.ts";
import type { Migration } from "../../../ports/meta-store.ts";

export const webhooksMigrations: Migration[] = [
  {
    id: "webhooks-001-webhooks",
    statements: [
      `CREATE TABLE webhooks (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, url TEXT NOT NULL, events TEXT NOT NULL,
        is_active BIGINT NOT NULL, sealed_secret TEXT,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
      )`,
      `CREATE TABLE webhook_deliveries (
        id TEXT PRIMARY KEY, webhook_id TEXT NOT NULL, seq BIGINT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT, error TEXT,
        held_by TEXT, created_at BIGINT NOT NULL, finished_at BIGINT,
        UNIQUE (webhook_id, seq)
      )`,
      `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_at) WHERE state = 'pending'`,
      `CREATE INDEX webhook_deliveries_held ON webhook_deliveries (held_by) WHERE held_by IS NOT NULL`,
      `CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE state <> 'pending'`,
      `CREATE TABLE webhook_attempts (
        delivery_id TEXT NOT NULL, attempt BIGINT NOT NULL, at BIGINT NOT NULL, duration_ms DOUBLE PRECISION NOT NULL,
        status BIGINT, response TEXT, error TEXT, next_at BIGINT, PRIMARY KEY (delivery_id, attempt)
      )`,
    ],
  },
];

export interface WebhooksTables {
  webhooks: {
    id: string;
    name: string;
    description: string | null;
    url: string;
    /** JSON of WebhookEvents. */
    events: string;
    is_active: number;
    /** Sealed for this webhook's id. */
    sealed_secret: string | null;
    created_at: number;
    updated_at: number;
  };
  webhook_deliveries: {
    id: string;
    webhook_id: string;
    /** Of this webhook: 1, 2, 3 … */
    seq: number;
    event: WebhookEvent;
    /** What is sent, in every attempt alike; empty when it is finished. */
    body: string;
    state: DeliveryState;
    attempts: number;
    /** When it is due; while a sender is at work, when another may take over. */
    next_at: number | null;
    /** Why it was given up before any attempt. */
    error: string | null;
    /** The sender at work on it. */
    held_by: string | null;
    created_at: number;
    finished_at: number | null;
  };
  webhook_attempts: {
    delivery_id: string;
    attempt: number;
    at: number;
    duration_ms: number;
    status: number | null;
    response: string | null;
    error: string | null;
    next_at: number | null;
  };
}
