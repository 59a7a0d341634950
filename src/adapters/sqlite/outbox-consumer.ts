import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventType, StoredEvent } from "../../contract/events.ts";
import type { Clock } from "../../kernel/clock.ts";
import { isHolderDead, processIdentity } from "../../kernel/process-identity.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Connection } from "./connection.ts";
import { eventsOfTypesAfter, newestSeq } from "./outbox-reads.ts";

const batchSize = 100;
/** A process that stopped without dying loses its hold after this long. */
const holdMs = 15_000;
const firstRetryMs = 100;
const longestRetryMs = 30_000;

interface ConsumerTables {
  event_consumers: { consumer: string; seq: number; held_by: string | null; held_until: number };
}

export interface ConsumerOptions {
  readonly name: string;
  readonly types: readonly EventType[];
  readonly handler: (event: StoredEvent) => Promise<void>;
  readonly meta: MetaStore;
  readonly reader: Connection;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
}

/**
 * Sleeps until woken. While there are events it holds the consumer's row, so that of several processes with
 * the same consumer one delivers; hands the events over in order; then moves the cursor and lets go, in one
 * commit. A crash in between delivers again from the cursor. A throw ends the batch before the failed event,
 * which is tried again with back-off, for ever: an event is never passed over.
 */
export class Consumer implements AsyncDisposable {
  readonly #options: ConsumerOptions;
  readonly #me = `${processIdentity()}/${randomUUID()}`;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #wake = Promise.withResolvers<void>();
  #position = -1;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Every event up to this seq has been handled, here or elsewhere. */
  get position(): number {
    return this.#position;
  }

  isInterestedIn(types: ReadonlySet<EventType>): boolean {
    return this.#options.types.some((type) => types.has(type));
  }

  wake(): void {
    this.#wake.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#wake.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closing.signal.aborted) {
      const woken = this.#wake.promise;
      try {
        if (await this.#deliver()) {
          failures = 0;
          continue;
        }
        failures = 0;
        await woken;
        this.#wake = Promise.withResolvers();
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#options.warn(`consumer ${this.#options.name}: ${String(error)}; it will be tried again`);
        await this.#pause(Math.min(firstRetryMs * 2 ** failures++, longestRetryMs));
      }
    }
  }

  /** One batch. True when there may be more. */
  async #deliver(): Promise<boolean> {
    const { reader, types } = this.#options;
    const newest = newestSeq(reader);
    const cursor = this.#cursor();
    const [next] = eventsOfTypesAfter(reader, types, cursor, 1);
    if (next === undefined) {
      this.#position = newest;
      return false;
    }
    this.#position = next.seq - 1;
    if (!(await this.#hold())) {
      await this.#pause(200);
      return true;
    }
    const from = this.#cursor();
    let done = from;
    try {
      const renewal = setInterval(() => void this.#hold().catch(() => undefined), holdMs / 3).unref();
      using _ = { [Symbol.dispose]: () => clearInterval(renewal) };
      for (const event of eventsOfTypesAfter(reader, types, from, batchSize)) {
        if (this.#closing.signal.aborted) break;
        await this.#options.handler(event);
        done = event.seq;
      }
    } finally {
      await this.#letGo(done);
    }
    return !this.#closing.signal.aborted;
  }

  #cursor(): number {
    const [row] = this.#options.reader.all("select seq from event_consumers where consumer = ?", [
      this.#options.name,
    ]);
    return Number(row?.["seq"] ?? 0);
  }

  #hold(): Promise<boolean> {
    const now = this.#options.clock.now();
    return this.#options.meta.write<ConsumerTables, boolean>(async ({ db }) => {
      const consumer = this.#options.name;
      const hold = { held_by: this.#me, held_until: now + holdMs };
      const row = await db
        .selectFrom("event_consumers")
        .selectAll()
        .where("consumer", "=", consumer)
        .executeTakeFirst();
      if (row === undefined) {
        await db
          .insertInto("event_consumers")
          .values({ consumer, seq: 0, ...hold })
          .execute();
        return true;
      }
      const isFree = row.held_by === null || row.held_by === this.#me || row.held_until <= now;
      if (!isFree && row.held_by !== null && !isHolderDead(row.held_by)) return false;
      await db.updateTable("event_consumers").set(hold).where("consumer", "=", consumer).execute();
      return true;
    });
  }

  /** Conditional on still holding it: a holder that was stopped for long does not move another's cursor. */
  async #letGo(seq: number): Promise<void> {
    await this.#options.meta.write<ConsumerTables, void>(async ({ db }) => {
      await db
        .updateTable("event_consumers")
        .set({ seq, held_by: null, held_until: 0 })
        .where("consumer", "=", this.#options.name)
        .where("held_by", "=", this.#me)
        .where("seq", "<=", seq)
        .execute();
    });
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
  }
}
