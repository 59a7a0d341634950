/** Where prumo answers otherwise on purpose. Each must occur, or the test fails. */
export interface Accepted {
  readonly sequence: string;
  /** Index of the step. */
  readonly step: number;
  readonly why: string;
}

/**
 * For every answer alike: the words of `message` are ours where no client matches them (the error code and the status
 * are compared), page tokens are opaque, and what is empty may be absent.
 */
export const everywhere = ["message", "next_page_token"] as const;

export const accepted: readonly Accepted[] = [];
