import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookTarget extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly received: Received[];
  /** Resolves when so many requests have come. */
  count(wanted: number): Promise<void>;
  /** Resolves when one such request has come. */
  until(isWanted: (request: Received) => boolean): Promise<void>;
}

/** A real server that webhooks are sent to; `answer` may leave a request without one. */
export async function webhookTarget(
  answer: (request: Received, response: ServerResponse) => void = (_request, response) =>
    void response.end("ok"),
): Promise<WebhookTarget> {
  const received: Received[] = [];
  let news = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString("utf8");
      const one = { path: request.url ?? "", headers: request.headers, body };
      received.push(one);
      answer(one, response);
      news.resolve();
      news = Promise.withResolvers();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received,
    async count(wanted) {
      while (received.length < wanted) await news.promise;
    },
    async until(isWanted) {
      while (!received.some(isWanted)) await news.promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
