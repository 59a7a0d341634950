/** One HTTP request to an address that people gave. */
export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** The beginning of what was answered, as UTF-8. */
  readonly body: string;
  /** What the header Retry-After asks for, in ms from now. */
  readonly retryAfterMs: number | null;
}

/** Calls addresses outside of the house without becoming a way into it: no private address, no redirect, no wait without end. */
export interface HttpSender {
  /**
   * Throws when the address may not be called: `webhooks/bad-scheme`, `webhooks/bad-url`, `webhooks/unresolved`,
   * or `webhooks/private-target` when its name resolves to an address that is not public.
   */
  check(url: string): Promise<void>;
  /**
   * One POST. Checks again, and connects to the very address that was checked. Any status is an answer;
   * throws `webhooks/no-answer` when there is none, and what `check` throws.
   */
  post(request: HttpPost, signal: AbortSignal): Promise<HttpAnswer>;
}
