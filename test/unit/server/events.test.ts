import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import Fastify from "fastify";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite-store.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import type { EventBus } from "../../../src/ports/event-bus.ts";
import { serveEvents } from "../../../src/server/events.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test(
  "who reads more slowly than it is told costs the same after any number of waits",
  { timeout: 20_000 },
  async () => {
    await using directory = await temporaryDirectory();
    const { meta, events } = await openSqliteStore(join(directory.path, "meta.db"), { clock: systemClock });
    await using ending = new AsyncDisposableStack();
    ending.use(meta);
    ending.use(events);
    let followed: AbortSignal | undefined;
    const watched: Pick<EventBus, "follow"> = {
      follow(after, signal) {
        followed = signal;
        return events.follow(after, signal);
      },
    };
    const server = Fastify({ forceCloseConnections: true });
    ending.defer(() => server.close());
    serveEvents(server, watched);
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    const leaving = new AbortController();
    const answer = await fetch(`${url}/api/v1/events`, { signal: leaving.signal });
    // Larger than any buffer on the way, so that each has to wait until it has left.
    const long = "x".repeat(1 << 20);
    const decoder = new TextDecoder();
    let [told, text] = [0, ""];
    const tell = () => events.signal({ topic: "traffic", subject: long, data: { rows: 1, at: told } });
    tell();
    for await (const chunk of answer.body ?? []) {
      text = (text + decoder.decode(chunk as Uint8Array, { stream: true })).slice(-100);
      if (!text.endsWith("\n\n") || !text.includes(`"at":${told}`)) continue;
      if (++told === 20) break;
      tell();
    }
    assert.equal(told, 20);
    const listeners = getEventListeners(followed as AbortSignal, "abort").length;
    assert.ok(listeners <= 3, `${listeners} listeners after ${told} waits`);
    leaving.abort();
  },
);
