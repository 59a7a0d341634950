import { z } from "zod";
import { timeSchema } from "../names.ts";

/** What a webhook can be told of, as `entity.action`. Budgets are accepted, as MLflow has them, and never happen here. */
export const webhookEvents = [
  "registered_model.created",
  "model_version.created",
  "model_version_tag.set",
  "model_version_tag.deleted",
  "model_version_alias.created",
  "model_version_alias.deleted",
  "prompt.created",
  "prompt_version.created",
  "prompt_tag.set",
  "prompt_tag.deleted",
  "prompt_version_tag.set",
  "prompt_version_tag.deleted",
  "prompt_alias.created",
  "prompt_alias.deleted",
  "budget_policy.exceeded",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** An address that is told of changes in the registry. Its secret is never given out. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  isActive: z.boolean(),
  /** Whether a secret is kept, with which what is sent is signed. */
  isSigned: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

/** One try to deliver: what was answered, or why nothing was. */
export const deliveryAttemptSchema = z.object({
  /** 1, 2, 3 … */
  attempt: z.number().int(),
  at: timeSchema,
  durationMs: z.number(),
  status: z.number().int().nullable(),
  /** The beginning of the answer. */
  response: z.string().nullable(),
  /** Why there was no answer. */
  error: z.string().nullable(),
  /** When it is tried again; null after the last. */
  nextAt: timeSchema.nullable(),
});

export const deliveryStates = ["pending", "delivered", "failed"] as const;

/** One event for one webhook. Its id is the header X-MLflow-Delivery-Id, the same in every attempt. */
export const deliverySchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  event: z.enum(webhookEvents),
  state: z.enum(deliveryStates),
  createdAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  nextAt: timeSchema.nullable(),
  /** Why it was given up before any attempt. */
  error: z.string().nullable(),
  /** Oldest first. */
  attempts: z.array(deliveryAttemptSchema),
});

export type Webhook = z.infer<typeof webhookSchema>;
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;
export type DeliveryState = (typeof deliveryStates)[number];
export type Delivery = z.infer<typeof deliverySchema>;
