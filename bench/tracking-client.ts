import { Agent, request } from "node:http";
import { median } from "./harness.ts";

class StaleConnection extends Error {}

/** A tracking server under load, over kept-alive connections. */
export class TrackingClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  post(path: string, body: object): Promise<Record<string, never>> {
    return this.#call("POST", path, JSON.stringify(body));
  }

  get(path: string): Promise<Record<string, never>> {
    return this.#call("GET", path);
  }

  /** A kept connection that the server was just closing is no answer of its: that call is made again. */
  async #call(method: string, path: string, body?: string): Promise<Record<string, never>> {
    try {
      return await this.#once(method, path, body);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return this.#once(method, path, body, false);
    }
  }

  #once(
    method: string,
    path: string,
    body: string | undefined,
    agent: Agent | false = this.#agent,
  ): Promise<Record<string, never>> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent,
          host: this.#url.hostname,
          port: this.#url.port,
          method,
          path: `/api/2.0/mlflow/${path}`,
          headers:
            body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("error", reject);
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            if (answer.statusCode === 200) resolve(JSON.parse(text) as Record<string, never>);
            else reject(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 500)}`));
          });
        },
      );
      sent.on("error", (error) => {
        reject(sent.reusedSocket ? new StaleConnection(path, { cause: error }) : error);
      });
      sent.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** Median milliseconds of one call after another, the first tenth not counted. */
export async function sequentialMs(
  calls: number,
  call: (index: number) => Promise<unknown>,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    await call(i);
    if (i >= calls / 10) times.push(performance.now() - start);
  }
  return median(times);
}

/** Calls a second of `clients` at once that were answered well; `failed` says how many were not. */
export async function parallelRate(
  clients: number,
  calls: number,
  call: (index: number) => Promise<unknown>,
): Promise<{ readonly rate: number; readonly failed: number }> {
  let next = 0;
  let failed = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < calls) await call(next++).catch(() => failed++);
    }),
  );
  return { rate: (calls - failed) / ((performance.now() - start) / 1_000), failed };
}
