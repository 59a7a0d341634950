/** How many requests at once: of all webhooks, of each, and of all those whose target does not answer well. */
const most = { all: 32, each: 2, troubled: 16 } as const;

/**
 * Who may send now. A webhook whose last attempt failed has one slot, and all of these together half of them:
 * however many targets are dead, half of the slots are for those that answer.
 */
export class Slots {
  readonly #busy = new Map<string, string>();
  readonly #troubled = new Set<string>();

  take(deliveryId: string, webhookId: string): void {
    this.#busy.set(deliveryId, webhookId);
  }

  free(deliveryId: string, wasDelivered: boolean): void {
    const webhookId = this.#busy.get(deliveryId);
    this.#busy.delete(deliveryId);
    if (webhookId === undefined) return;
    if (wasDelivered) this.#troubled.delete(webhookId);
    else this.#troubled.add(webhookId);
  }

  /** Nothing was sent. */
  giveBack(deliveryId: string): void {
    this.#busy.delete(deliveryId);
  }

  roomFor(webhookId: string): number {
    const busy = [...this.#busy.values()];
    const own = busy.filter((id) => id === webhookId).length;
    const free = most.all - busy.length;
    if (!this.#troubled.has(webhookId)) return Math.max(0, Math.min(free, most.each - own));
    const troubled = busy.filter((id) => this.#troubled.has(id)).length;
    return Math.max(0, Math.min(free, 1 - own, most.troubled - troubled));
  }
}
