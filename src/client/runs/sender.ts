import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { callLength, type Entry } from "./entry.ts";
import type { WriteAheadLog } from "./write-ahead-log.ts";

const waitMs = { first: 100, longest: 30_000, gather: 20 } as const;

/** What the server refused for good; it is told once and not sent again. */
export type Refusal = (problem: string, entry: Entry) => void;

/**
 * Sends a log's entries in order, as many in a call as it takes, again and again while the server is away. What the
 * server refuses is passed over: a training job does not die of its log.
 */
export class Sender {
  readonly #log: WriteAheadLog;
  readonly #url: string;
  readonly #runId: string;
  readonly #refused: Refusal;
  readonly #closing = new AbortController();
  #root: string | undefined;
  #news = Promise.withResolvers<void>();
  readonly #running: Promise<void>;

  constructor(url: string, runId: string, log: WriteAheadLog, refused: Refusal) {
    this.#url = url.replace(/\/+$/, "");
    this.#runId = runId;
    this.#log = log;
    this.#refused = refused;
    this.#running = this.#run();
  }

  wake(): void {
    this.#news.resolve();
  }

  /** True when everything has arrived before the time is over. */
  async drain(ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    while (!this.#log.isDone && performance.now() < until) await sleep(5);
    return this.#log.isDone;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      if (this.#log.isDone) {
        this.#news = Promise.withResolvers();
        if (this.#log.isDone && !signal.aborted) await this.#news.promise;
        await pause(waitMs.gather, signal);
        continue;
      }
      const { entries, sent } = this.#log;
      const count = callLength(entries, sent);
      try {
        await this.#deliver(entries.slice(sent, sent + count));
        failures = 0;
      } catch {
        await pause(Math.min(waitMs.first * 2 ** failures++, waitMs.longest), signal);
      }
    }
  }

  /** Throws when it has to be tried again. A batch of which something is refused is sent again in single calls. */
  async #deliver(entries: readonly Entry[]): Promise<void> {
    const refusal = await this.#send(entries).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof RefusedError) return error;
        throw error;
      },
    );
    const [only] = entries;
    if (refusal !== undefined && entries.length > 1) {
      for (const entry of entries) await this.#deliver([entry]);
      return;
    }
    this.#log.confirm(entries.length);
    if (refusal !== undefined && only !== undefined) this.#refused(refusal.message, only);
  }

  async #send(entries: readonly Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const run_id = this.#runId;
    if (first.type === "start") {
      const { type: _, ...start } = first;
      const run = await this.#json("POST", "/api/v1/runs", { id: run_id, ...start });
      this.#root = run["artifactRoot"] as string;
    } else if (first.type === "end") {
      const status = first.state.toUpperCase();
      await this.#json("POST", "/api/2.0/mlflow/runs/update", { run_id, status, end_time: first.at });
    } else if (first.type === "artifact") {
      await this.#upload(first.file, first.path);
    } else {
      const of = (type: Entry["type"]) =>
        entries.filter((entry) => entry.type === type) as { key: string; value: string }[];
      const metrics = entries.flatMap((entry) =>
        entry.type === "metric"
          ? [{ key: entry.key, value: entry.value, step: entry.step, timestamp: entry.at }]
          : [],
      );
      const pairs = (type: "param" | "tag") => of(type).map(({ key, value }) => ({ key, value }));
      await this.#json("POST", "/api/2.0/mlflow/runs/log-batch", {
        run_id,
        metrics,
        params: pairs("param"),
        tags: pairs("tag"),
      });
    }
  }

  async #upload(file: string, path: string): Promise<void> {
    this.#root ??= (await this.#json("GET", `/api/v1/runs/${this.#runId}`))["artifactRoot"] as string;
    const place = `${this.#root.replace(/^mlflow-artifacts:\/+/, "")}/${path}`
      .split("/")
      .map(encodeURIComponent)
      .join("/");
    if (!(await isReadable(file)))
      throw new RefusedError(`${file} is not there any more, or is no file to read`);
    const body = Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 20 }));
    await this.#ask(`/api/2.0/mlflow-artifacts/artifacts/${place}`, {
      method: "PUT",
      body,
      duplex: "half",
      headers: { "content-type": "application/octet-stream" },
    });
  }

  async #json(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await this.#ask(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return JSON.parse(answer) as Record<string, unknown>;
  }

  async #ask(path: string, init: RequestInit): Promise<string> {
    const response = await fetch(`${this.#url}${path}`, { ...init, signal: this.#closing.signal });
    const text = await response.text();
    if (response.ok) return text;
    const isPassing = response.status >= 500 || response.status === 408 || response.status === 429;
    const problem = `${response.status}: ${text.slice(0, 500)}`;
    throw isPassing ? new Error(problem) : new RefusedError(problem);
  }
}

/** The server's last word. */
class RefusedError extends Error {}

async function isReadable(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    return (await file.stat()).isFile();
  } catch {
    return false;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
