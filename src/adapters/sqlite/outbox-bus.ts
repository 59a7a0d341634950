import { setTimeout as sleep } from "node:timers/promises";
import type { EventType, Signal, StoredEvent } from "../../contract/events.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Connection } from "./connection.ts";
import { Consumer } from "./outbox-consumer.ts";
import { eventsAfter, newestSeq, recentEvents } from "./outbox-reads.ts";

/** Signals a slow follower may lag behind; older ones are dropped, they are for whoever looks right now. */
const signalsKept = 1_000;

interface Follower {
  signals: Signal[];
  wake: PromiseWithResolvers<void>;
}

/**
 * The outbox: events are rows, so what is committed is delivered, whatever dies. Consumers are woken by each
 * commit of this process and, by a slow look at SQLite's data_version, by those of others.
 */
export class OutboxBus implements EventBus {
  readonly #meta: MetaStore;
  readonly #reader: Connection;
  readonly #options: { readonly clock: Clock; readonly warn?: (text: string) => void };
  readonly #consumers: Consumer[] = [];
  readonly #followers = new Set<Follower>();
  readonly #poll: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #dataVersion = 0;

  constructor(
    meta: MetaStore,
    reader: Connection,
    options: { readonly clock: Clock; readonly pollMs?: number; readonly warn?: (text: string) => void },
  ) {
    this.#meta = meta;
    this.#reader = reader;
    this.#options = options;
    this.#poll = setInterval(() => this.#look(), options.pollMs ?? 500).unref();
  }

  consume(
    consumer: string,
    types: readonly EventType[],
    handler: (event: StoredEvent) => Promise<void>,
  ): void {
    this.#consumers.push(
      new Consumer({
        name: consumer,
        types,
        handler,
        meta: this.#meta,
        reader: this.#reader,
        clock: this.#options.clock,
        warn: this.#options.warn ?? ((text) => process.stderr.write(`${text}\n`)),
      }),
    );
  }

  follow(afterSeq: number | undefined, signal: AbortSignal): AsyncIterable<StoredEvent | Signal> {
    const follower: Follower = { signals: [], wake: Promise.withResolvers() };
    const from = afterSeq ?? newestSeq(this.#reader);
    this.#followers.add(follower);
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    ends.addEventListener(
      "abort",
      () => {
        this.#followers.delete(follower);
        follower.wake.resolve();
      },
      { once: true },
    );
    return this.#newsFor(follower, from, ends);
  }

  async *#newsFor(follower: Follower, from: number, ends: AbortSignal): AsyncGenerator<StoredEvent | Signal> {
    let seq = from;
    try {
      while (!ends.aborted) {
        const woken = follower.wake.promise;
        const events = eventsAfter(this.#reader, seq, 500);
        for (const event of events) {
          seq = event.seq;
          yield event;
        }
        yield* follower.signals.splice(0);
        if (events.length > 0) continue;
        await woken;
        if (!ends.aborted) follower.wake = Promise.withResolvers();
      }
    } finally {
      this.#followers.delete(follower);
    }
  }

  async recent(limit: number): Promise<StoredEvent[]> {
    return recentEvents(this.#reader, limit);
  }

  signal(signal: Signal): void {
    for (const follower of this.#followers) {
      follower.signals.push(signal);
      if (follower.signals.length > signalsKept) follower.signals.shift();
      follower.wake.resolve();
    }
  }

  async settle(): Promise<void> {
    const target = newestSeq(this.#reader);
    this.wake();
    while (!this.#closing.signal.aborted && this.#consumers.some((consumer) => consumer.position < target)) {
      await sleep(2);
    }
  }

  /** There may be new events: of these types, or of any. */
  wake(types?: ReadonlySet<EventType>): void {
    for (const consumer of this.#consumers) {
      if (types === undefined || consumer.isInterestedIn(types)) consumer.wake();
    }
    for (const follower of this.#followers) follower.wake.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#poll);
    this.#closing.abort();
    await Promise.all(this.#consumers.map((consumer) => consumer[Symbol.asyncDispose]()));
  }

  #look(): void {
    const version = Number(this.#reader.all("pragma data_version")[0]?.["data_version"]);
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.wake();
  }
}
