import { asPrumoError, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import { Execution } from "./execution.ts";
import type { RunnerDeps } from "./runner-deps.ts";
import { readUnfinished } from "./pipelines-store.ts";
import { claimRun, holdLease, isFree } from "./run-lease.ts";
import { Slots } from "./slots.ts";
import type { PipelinesTables } from "./tables.ts";

interface Held {
  readonly execution: Execution;
  readonly done: Promise<void>;
}

/**
 * Works on the runs whose lease this process holds. Looks for runs that nobody works on, and renews its
 * leases, three times per lease; so a run whose process is gone is taken over after 4/3 of a lease at most,
 * and at once when the process is known to be dead.
 */
export class Runner implements AsyncDisposable {
  readonly #deps: RunnerDeps;
  readonly #slots: Slots;
  readonly #held = new Map<string, Held>();
  /** Runs that could not be kept on record here (disk full); left alone until someone asks. */
  readonly #broken = new Map<string, PrumoError>();
  #beat: NodeJS.Timeout | undefined;
  #beating: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(deps: RunnerDeps, parallel: number) {
    this.#deps = deps;
    this.#slots = new Slots(parallel);
  }

  /** From now on leases are renewed and, if wanted, lost runs are taken over. */
  startBeating(takesOver: boolean): void {
    const beat = async (): Promise<void> => {
      await Promise.all([...this.#held.values()].map(({ execution }) => this.#renew(execution)));
      if (takesOver) await this.takeOver();
    };
    const everyMs = this.#deps.terms.leaseMs / 3;
    this.#beat = setInterval(() => {
      this.#beating = beat().catch(() => undefined); // the store is busy or gone: the next beat tells
    }, everyMs).unref();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  execution(runId: string): Execution | undefined {
    return this.#held.get(runId)?.execution;
  }

  /** Why this process could not go on with the run, until someone asks again. */
  stall(runId: string): PrumoError | undefined {
    return this.#broken.get(runId);
  }

  /** Resolves when this process does not work on the run (any more); throws why it could not. */
  async idle(runId: string): Promise<void> {
    await this.#held.get(runId)?.done;
    if (this.#broken.has(runId)) throw this.#broken.get(runId);
  }

  /** Starts to work on the run, unless someone else does. */
  async claim(runId: string): Promise<void> {
    if (this.#isClosed || this.#held.has(runId)) return;
    this.#broken.delete(runId);
    const claim = await claimRun(this.#deps.terms, runId);
    if (claim === undefined) return;
    const execution = new Execution(claim, this.#slots, this.#deps);
    const done = execution
      .drive()
      .catch((error: unknown) => this.#stall(runId, asPrumoError(error)))
      .finally(() => this.#held.delete(runId));
    this.#held.set(runId, { execution, done });
    if (this.#isClosed) execution.interrupt();
  }

  /** The store may not take a record of it now, so whoever looks is told by a signal. */
  #stall(runId: string, error: PrumoError): void {
    this.#broken.set(runId, error);
    this.#deps.events.signal({ topic: "run-stalled", subject: runId, data: { code: error.code } });
  }

  /** Claims every unfinished run that is free. */
  async takeOver(): Promise<void> {
    for (const { id, holder, expires } of await readUnfinished(this.#deps.meta)) {
      if (this.#broken.has(id) || !isFree(holder, expires, this.#deps.terms)) continue;
      await this.claim(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#beat);
    await this.#beating;
    for (const { execution } of this.#held.values()) execution.interrupt();
    await Promise.all([...this.#held.values()].map(({ done }) => done));
  }

  /** Also hears of a cancel that another process asked for. */
  async #renew(execution: Execution): Promise<void> {
    const { meta, terms } = this.#deps;
    try {
      const isCancelled = await meta.write<PipelinesTables, boolean>(async (tx) => {
        await holdLease(tx, execution.lease, terms);
        const row = await tx.db
          .selectFrom("pipeline_runs")
          .select("cancel_requested")
          .where("id", "=", execution.lease.runId)
          .executeTakeFirst();
        return row?.cancel_requested === 1;
      });
      if (isCancelled) execution.cancel();
    } catch (error) {
      if (asPrumoError(error).code === "pipelines/lease-lost") execution.abandon();
    }
  }
}
