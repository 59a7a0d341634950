import { Worker } from "node:worker_threads";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { unpackError } from "../thread-error.ts";
import { sharedInt32 } from "./memory.ts";
import type { LaneAnswer, LaneData, LaneRequest } from "./worker.ts";

const MAX_LANES = 64;

/**
 * Worker threads that train together. They take one job at a time; keep them for many trainings
 * (cross-validation, a search), since a thread takes some 40 ms to start.
 */
export class Lanes implements AsyncDisposable {
  readonly #workers: readonly Worker[];

  constructor(threads: number) {
    const lanes = Math.max(1, Math.min(MAX_LANES, Math.floor(threads)));
    const barrier = sharedInt32(2);
    // source runs as .ts, the published build as .js
    const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
    this.#workers = Array.from({ length: lanes }, (_, lane) => {
      const workerData: LaneData = { lane, lanes, barrier };
      return new Worker(file, { workerData, name: `trees-${lane}` });
    });
  }

  get count(): number {
    return this.#workers.length;
  }

  /** Gives each lane its request; resolves with each lane's last answer. `onLoss` hears what comes before. */
  async ask(
    requestOf: (lane: number) => LaneRequest,
    onLoss: (answer: LaneAnswer & { kind: "loss" }) => void = () => {},
  ): Promise<LaneAnswer[]> {
    return Promise.all(this.#workers.map((worker, lane) => askOne(worker, requestOf(lane), onLoss)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function askOne(
  worker: Worker,
  request: LaneRequest,
  onLoss: (answer: LaneAnswer & { kind: "loss" }) => void,
): Promise<LaneAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<LaneAnswer>();
  const onMessage = (answer: LaneAnswer): void => {
    if (answer.kind === "failed") reject(unpackError(answer.error));
    else if (answer.kind !== "loss") resolve(answer);
    else {
      try {
        onLoss(answer);
      } catch (error) {
        reject(error);
      }
    }
  };
  const onError = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    reject(fail("learning/lane-died", { reason }, error));
  };
  const onExit = (code: number): void => onError(`exit code ${code}`);
  worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(request);
  return promise.finally(() => {
    worker.off("message", onMessage).off("error", onError).off("exit", onExit);
  });
}
