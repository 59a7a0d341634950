import type { EventType, Signal, StoredEvent } from "../contract/events.ts";

/** Carries news downstream and back. The outbox table is the record; dispatch is at least once. */
export interface EventBus extends AsyncDisposable {
  /**
   * Delivers every event of these types to the handler, in order, starting after the last one which this
   * consumer finished, also after a crash. The handler must be idempotent. A throw is retried with back-off.
   */
  consume(
    consumer: string,
    types: readonly EventType[],
    handler: (event: StoredEvent) => Promise<void>,
  ): void;
  /** Live events from now on, or replayed after `afterSeq`; ends when the signal aborts. */
  follow(afterSeq: number | undefined, signal: AbortSignal): AsyncIterable<StoredEvent | Signal>;
  /** The newest events, newest first. */
  recent(limit: number): Promise<StoredEvent[]>;
  /** Tell whoever looks right now; not kept. */
  signal(signal: Signal): void;
  /** Resolves when every consumer has finished what was there at the call. For tests and the demo. */
  settle(): Promise<void>;
}
