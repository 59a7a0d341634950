import { Worker } from "node:worker_threads";
import type { Follow, Followed } from "./digest-worker.ts";

const idleMs = 5_000;

interface Waiting {
  readonly resolve: (sha256: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * SHA-256 of files while they are written, in a thread that reads behind the writer what the system still holds in
 * memory: hashing 1 GB takes 0.6 s of a core, which the event loop would lack. The thread comes with the first file
 * and goes when there has been none for some seconds.
 */
export class DigestThread {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<string, Waiting>();

  /** Follows a new file under this path; the digest comes after `end`. */
  follow(path: string): Followers {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const digest = new Promise<string>((resolve, reject) => this.#waiting.set(path, { resolve, reject }));
    digest.catch(() => undefined);
    const tell = (follow: Omit<Follow, "path">) => this.#worker?.postMessage({ path, ...follow });
    return {
      written: (upTo) => tell({ upTo, isWhole: false }),
      end: (bytes) => {
        tell({ upTo: bytes, isWhole: true });
        return digest;
      },
      giveUp: () => {
        tell({ upTo: null, isWhole: false });
        this.#done(path);
      },
    };
  }

  #start(): Worker {
    const file = new URL(`./digest-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
    const worker = new Worker(file, { name: "digests", resourceLimits: { maxYoungGenerationSizeMb: 1 } });
    worker.unref();
    worker.on("message", ({ path, sha256, reason }: Followed) => {
      const waiting = this.#done(path);
      if (sha256 === undefined) waiting?.reject(new Error(reason));
      else waiting?.resolve(sha256);
    });
    worker.on("error", (error) => {
      this.#worker = undefined;
      for (const [path, { reject }] of this.#waiting) {
        this.#waiting.delete(path);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    return worker;
  }

  #done(path: string): Waiting | undefined {
    const waiting = this.#waiting.get(path);
    this.#waiting.delete(path);
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#stop(), idleMs).unref();
    return waiting;
  }

  #stop(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

export interface Followers {
  /** Bytes are in the file up to here. */
  written(upTo: number): void;
  /** The file is whole; its SHA-256 in hex. */
  end(bytes: number): Promise<string>;
  /** The file is removed without an end. */
  giveUp(): void;
}
