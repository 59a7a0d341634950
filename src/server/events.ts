import { once } from "node:events";
import type { FastifyInstance } from "fastify";
import type { EventBus } from "../ports/event-bus.ts";

const heartbeatMs = 15_000;

/**
 * `GET /api/v1/events`: server-sent events. A browser that reconnects says the last seq it saw and misses
 * nothing; signals (progress, log lines) are only for who looks right now.
 */
export function serveEvents(server: FastifyInstance, events: Pick<EventBus, "follow">): void {
  const open = new Set<() => void>();
  server.addHook("preClose", async () => open.forEach((end) => end()));
  server.get("/api/v1/events", (request, reply) => {
    const last = Number(request.headers["last-event-id"] ?? (request.query as { after?: string }).after);
    const ending = new AbortController();
    const stream = reply.raw;
    reply.hijack();
    stream.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      connection: "keep-alive",
      "x-accel-buffering": "no",
    });
    stream.write("retry: 1000\n\n");
    const heartbeat = setInterval(() => stream.write(": still here\n\n"), heartbeatMs);
    const stop = () => ending.abort();
    stream.on("close", stop);
    open.add(stop);
    void (async () => {
      for await (const item of events.follow(Number.isSafeInteger(last) ? last : undefined, ending.signal)) {
        const head = "seq" in item ? `id: ${item.seq}\nevent: ${item.type}\n` : "event: signal\n";
        if (!stream.write(`${head}data: ${JSON.stringify(item)}\n\n`))
          await once(stream, "drain", { signal: ending.signal });
      }
    })()
      .catch(() => undefined)
      .finally(() => {
        clearInterval(heartbeat);
        open.delete(stop);
        stream.end();
      });
  });
}
