import { mkdir } from "node:fs/promises";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { StepExecutor, StepMessage, StepOrder } from "../../ports/step-executor.ts";
import type { StepValues } from "../../ports/step-kind.ts";
import { sweepScratch } from "./scratch.ts";
import { WarmWorker } from "./warm-worker.ts";

export interface ProcessExecutorOptions {
  /** Path of the module that each worker runs; it calls `serveSteps`. */
  readonly entry: string;
  /** Command-line arguments for it, from `process.argv[2]` on. */
  readonly args?: readonly string[];
  /** The same folder as the workers' surroundings name. */
  readonly scratchDir: string;
  /** Workers at most; each is started when first needed. Default 1. */
  readonly size?: number;
  /** A worker with more resident memory than this after a step is replaced. Default 768 MiB. */
  readonly maxRssBytes?: number;
  /** From asking a step to stop to SIGTERM, and from there to SIGKILL. Default 1 s. */
  readonly graceMs?: number;
}

/** Runs steps in warm worker processes: a spawn costs about 150 ms, an order to a warm one under 1 ms. */
export async function openProcessExecutor(options: ProcessExecutorOptions): Promise<StepExecutor> {
  await mkdir(options.scratchDir, { recursive: true });
  await sweepScratch(options.scratchDir);
  return new ProcessExecutor(options);
}

class ProcessExecutor implements StepExecutor {
  readonly #options: ProcessExecutorOptions;
  readonly #idle: WarmWorker[] = [];
  readonly #busy = new Set<WarmWorker>();
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new AbortController();
  readonly #under = new Set<Promise<unknown>>();
  #slots: number;

  constructor(options: ProcessExecutorOptions) {
    this.#options = options;
    this.#slots = options.size ?? 1;
  }

  run(order: StepOrder, say: (message: StepMessage) => void, signal: AbortSignal): Promise<StepValues> {
    const work = this.#run(order, say, AbortSignal.any([signal, this.#closing.signal]));
    this.#under.add(work);
    return work.finally(() => this.#under.delete(work));
  }

  async #run(
    order: StepOrder,
    say: (message: StepMessage) => void,
    signal: AbortSignal,
  ): Promise<StepValues> {
    await this.#slot(signal);
    const worker = this.#take();
    try {
      return await worker.perform(order, say, signal);
    } finally {
      await this.#giveBack(worker);
    }
  }

  /** Waits for one of the places, in order of asking. */
  async #slot(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#slots > 0) {
      this.#slots--;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const leave = (): void => {
      const at = this.#waiting.indexOf(turn.resolve);
      if (at >= 0) this.#waiting.splice(at, 1);
      turn.reject(signal.reason);
    };
    this.#waiting.push(turn.resolve);
    signal.addEventListener("abort", leave, { once: true });
    await turn.promise;
    signal.removeEventListener("abort", leave);
  }

  #take(): WarmWorker {
    const idle = this.#idle.pop();
    const { entry, args = [], graceMs = 1_000 } = this.#options;
    const worker = idle?.isAlive === true ? idle : new WarmWorker({ entry, args, graceMs });
    this.#busy.add(worker);
    return worker;
  }

  async #giveBack(worker: WarmWorker): Promise<void> {
    this.#busy.delete(worker);
    const { maxRssBytes = 768 * 1024 * 1024, scratchDir } = this.#options;
    if (worker.isAlive && worker.rssBytes <= maxRssBytes && !this.#closing.signal.aborted) {
      this.#idle.push(worker);
    } else {
      const wasAlive = worker.isAlive;
      await worker[Symbol.asyncDispose]();
      if (!wasAlive) await sweepScratch(scratchDir);
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#slots++;
    else next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(fail("pipelines/interrupted", {}));
    await Promise.allSettled(this.#under);
    await Promise.all(this.#idle.splice(0).map((worker) => worker[Symbol.asyncDispose]()));
    await sweepScratch(this.#options.scratchDir);
  }
}
