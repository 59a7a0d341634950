import { randomUUID } from "node:crypto";
import { asPrumoError } from "../../../kernel/errors/prumo-error.ts";
import { isHolderDead, processIdentity } from "../../../kernel/process-identity.ts";
import {
  isAnswer,
  isDelivered,
  isRefusal,
  loggedOf,
  outcomeOf,
  type Tried,
  usualRetries,
} from "./delivery.ts";
import {
  claim,
  type Claimed,
  forget,
  holders,
  letGo,
  recordAttempt,
  webhooksWaiting,
} from "./delivery-store.ts";
import { webhookHeaders } from "./signature.ts";
import { Slots } from "./slots.ts";
import type { WebhooksDeps } from "./surface.ts";
import type { WebhooksTables } from "./tables.ts";
import { webhookRow } from "./webhook-store.ts";

/** Longer than any request takes: a sender that is stopped for longer has lost its deliveries to another. */
const holdMs = 60_000;
const careMs = 60_000;
/** The log of deliveries: a month, and of each webhook not more than so many. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;
const keptDeliveries = 1_000;
const pauseAfterErrorMs = 1_000;

/**
 * Sends what is due. Sleeps until woken or until the next delivery is due; takes as many as there are slots, in
 * one transaction; sends them side by side; writes each attempt down with what follows from it. Killed at any
 * point it leaves rows that another takes up: at once when the holder's process is dead, else when its hold
 * is over. A target may so be told twice, by the same delivery id, and never not at all.
 */
export class DeliveryLoop implements AsyncDisposable {
  readonly #deps: WebhooksDeps;
  readonly #me = `${processIdentity()}/${randomUUID()}`;
  readonly #slots = new Slots();
  readonly #sending = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #wake = Promise.withResolvers<void>();
  #careAt = 0;

  constructor(deps: WebhooksDeps) {
    this.#deps = deps;
    this.#running = this.#run();
  }

  /** There may be something to send. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Gives up what is under way, without counting it as an attempt. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.wake();
    await this.#running;
    await Promise.all(this.#sending);
    await letGo(this.#deps.meta, [this.#me], this.#deps.clock.now());
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const woken = this.#wake.promise;
      const timer = setTimeout(() => this.wake(), await this.#turn()).unref();
      await woken;
      clearTimeout(timer);
      this.#wake = Promise.withResolvers();
    }
  }

  /** One round; how long to sleep after it. */
  async #turn(): Promise<number> {
    const { clock, pollMs = 2_000 } = this.#deps;
    try {
      await this.#care();
      const nextAt = await this.#sendDue();
      return Math.min(pollMs, Math.max(0, nextAt - clock.now()));
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#warn(error);
      return pauseAfterErrorMs;
    }
  }

  /** Takes up what dead senders have left, and forgets what is long finished. */
  async #care(): Promise<void> {
    const { meta, clock } = this.#deps;
    const now = clock.now();
    if (now < this.#careAt) return;
    this.#careAt = now + careMs;
    await letGo(meta, (await holders(meta)).filter(isHolderDead), now);
    await forget(meta, { before: now - keptMs, newest: keptDeliveries });
  }

  /** Begins what is due and answers when the next delivery is. */
  async #sendDue(): Promise<number> {
    const { meta, clock } = this.#deps;
    const waiting = await webhooksWaiting(meta);
    const now = clock.now();
    const due = waiting.filter((webhook) => webhook.due !== null && webhook.due <= now);
    if (due.some(({ id }) => this.#slots.roomFor(id) > 0)) {
      for (const delivery of await this.#claim(due, now)) this.#begin(delivery);
    }
    const later = waiting.map((webhook) => webhook.due ?? Infinity).filter((at) => at > now);
    return Math.min(...later, Infinity);
  }

  async #claim(due: readonly { readonly id: string }[], now: number): Promise<Claimed[]> {
    const hold = { holder: this.#me, now, until: now + holdMs };
    const taken: Claimed[] = [];
    try {
      await this.#deps.meta.write<WebhooksTables, void>(async (tx) => {
        for (const { id } of due) {
          const room = this.#slots.roomFor(id);
          if (room === 0) continue;
          const more = await claim(tx, id, room, hold);
          for (const delivery of more) this.#slots.take(delivery.id, id);
          taken.push(...more);
        }
      });
      return taken;
    } catch (error) {
      for (const { id } of taken) this.#slots.giveBack(id);
      throw error;
    }
  }

  #begin(delivery: Claimed): void {
    const sending = this.#send(delivery)
      .catch((error) => {
        this.#slots.free(delivery.id, false);
        if (!this.#closing.signal.aborted) this.#warn(error);
      })
      .finally(() => {
        this.#sending.delete(sending);
        this.wake();
      });
    this.#sending.add(sending);
  }

  async #send({ id, webhook_id, body }: Claimed): Promise<void> {
    const { meta, clock, retry = usualRetries, lot = Math.random } = this.#deps;
    const at = clock.now();
    const began = clock.monotonic();
    const tried = await this.#post(id, webhook_id, body, at);
    if (this.#closing.signal.aborted) return;
    const durationMs = clock.monotonic() - began;
    const attempt = { at, durationMs, ...loggedOf(tried) };
    await meta.write<WebhooksTables, void>((tx) =>
      recordAttempt(tx, id, this.#me, attempt, (number) => outcomeOf(tried, number, retry, lot())),
    );
    this.#slots.free(id, isAnswer(tried) && isDelivered(tried.status));
  }

  async #post(id: string, webhookId: string, body: string, at: number): Promise<Tried> {
    const { meta, sender, sealer } = this.#deps;
    try {
      const webhook = await webhookRow(meta.read<WebhooksTables>(), webhookId);
      const secret =
        webhook.sealed_secret === null ? null : await sealer.open(webhook.sealed_secret, webhookId);
      const headers = webhookHeaders(id, at, body, secret);
      return await sender.post({ url: webhook.url, headers, body }, this.#closing.signal);
    } catch (error) {
      const { code, message } = asPrumoError(error);
      return { error: message, isRefused: isRefusal(code) };
    }
  }

  #warn(error: unknown): void {
    const { warn = (text) => process.stderr.write(`${text}\n`) } = this.#deps;
    warn(`webhooks: ${asPrumoError(error).message} It will be tried again.`);
  }
}
