import type { DeliveryAttempt } from "../../../contract/records/webhooks.ts";
import type { ErrorCode } from "../../../kernel/errors/catalogue.ts";
import type { HttpAnswer } from "../../../ports/http-sender.ts";

/**
 * A delivery is `pending` until the target answers 2xx (`delivered`), or refuses it for good, or the attempts are
 * used up (`failed`). Worth another try: no answer, 429, 5xx. Not: any other answer, redirects among them, and an
 * address that may not be called.
 *
 * Waits double from `firstMs` to `longestMs`; half of each is drawn by lot, so that targets which went down
 * together are not asked together again. A target may ask for a longer wait (Retry-After), within `longestMs`.
 */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** 5 s, 10 s, … 43 min, then hourly: 18 attempts within about eight hours, so that a target may be down for a night. */
export const usualRetries: RetryPolicy = { attempts: 18, firstMs: 5_000, longestMs: 60 * 60 * 1_000 };

/** There was no answer. */
export interface Failure {
  readonly error: string;
  /** Whether nothing was sent, as the address may not be called. */
  readonly isRefused: boolean;
}
export type Tried = HttpAnswer | Failure;

export type Outcome =
  | { readonly state: "delivered" | "failed" }
  | { readonly state: "pending"; readonly waitMs: number };

/** What becomes of a delivery after its attempt number `attempt`; `lot` is in [0, 1). */
export function outcomeOf(tried: Tried, attempt: number, policy: RetryPolicy, lot: number): Outcome {
  if (isAnswer(tried) && isDelivered(tried.status)) return { state: "delivered" };
  if (!isWorthATry(tried) || attempt >= policy.attempts) return { state: "failed" };
  const full = Math.min(policy.firstMs * 2 ** (attempt - 1), policy.longestMs);
  const asked = isAnswer(tried) ? Math.min(tried.retryAfterMs ?? 0, policy.longestMs) : 0;
  return { state: "pending", waitMs: Math.ceil(Math.max(full / 2 + (full / 2) * lot, asked)) };
}

export function isAnswer(tried: Tried): tried is HttpAnswer {
  return "status" in tried;
}

export function isDelivered(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether the sender refused the address, so that trying again cannot help. */
export function isRefusal(code: ErrorCode): boolean {
  return code === "webhooks/private-target" || code === "webhooks/bad-scheme" || code === "webhooks/bad-url";
}

const responseCharacters = 1_000;

/** What the log of deliveries says of an attempt. */
export function loggedOf(tried: Tried): Pick<DeliveryAttempt, "status" | "response" | "error"> {
  return isAnswer(tried)
    ? { status: tried.status, response: tried.body.slice(0, responseCharacters), error: null }
    : { status: null, response: null, error: tried.error };
}

function isWorthATry(tried: Tried): boolean {
  return isAnswer(tried) ? tried.status === 429 || tried.status >= 500 : !tried.isRefused;
}
