import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../kernel/errors/prumo-error.ts";

/** A house is behind a server within milliseconds of being opened, or never. */
const patienceMs = 10_000;

/**
 * Where this house is reached over HTTP, for the programs that its steps start. Every command opens a server
 * (docs/decisions/0001), `prumo run` without `prumo up` on a free port of the loopback: so there is always one to
 * log to. A pipeline run may be gone on with before the server listens; whoever asks waits.
 */
export class Address implements Disposable {
  readonly #closed = new AbortController();
  #known = Promise.withResolvers<string>();

  announce(url: string): void {
    this.#known.resolve(url);
  }

  withdraw(): void {
    this.#known = Promise.withResolvers<string>();
  }

  /** pipelines/no-address when no server opens in time, pipelines/interrupted when the house closes first. */
  async get(): Promise<string> {
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.#closed.signal]);
    const never = sleep(patienceMs, undefined, { signal, ref: false }).then(
      () => {
        throw fail("pipelines/no-address", {});
      },
      () => {
        throw fail("pipelines/interrupted", {});
      },
    );
    try {
      return await Promise.race([this.#known.promise, never]);
    } finally {
      never.catch(() => undefined);
      late.abort();
    }
  }

  [Symbol.dispose](): void {
    this.#closed.abort();
  }
}
