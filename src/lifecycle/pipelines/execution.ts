import { setTimeout as sleep } from "node:timers/promises";
import type { PipelineRun, StepRun } from "../../contract/records/pipelines.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { StepKind, StepValues } from "../../ports/step-kind.ts";
import { performAttempt } from "./attempt.ts";
import { cacheKey } from "./cache-key.ts";
import { endOf, moveRun } from "./pipeline-run.ts";
import { readCache } from "./pipelines-store.ts";
import type { RunnerDeps } from "./runner-deps.ts";
import { holdLease, releaseLease, saveRun, saveStep, type Claim, type RunLease } from "./run-lease.ts";
import type { Slots } from "./slots.ts";
import { asStepError, isWorthRetry } from "./step-error.ts";
import { StepLog } from "./step-log.ts";
import {
  cacheStep,
  failStep,
  interruptStep,
  leaseStep,
  makeReady,
  nowHopeless,
  nowReady,
  retryStep,
  skipStep,
  succeedStep,
  type PlannedStep,
} from "./step-run.ts";
import type { PipelinesTables } from "./tables.ts";

const storeGone: ReadonlySet<string> = new Set([
  "storage/disk-full",
  "storage/read-only",
  "storage/busy",
  "storage/closed",
]);

type Progress = NonNullable<StepRun["progress"]>;

/**
 * Works on one run under its lease, until the run has ended or is taken away. Keeps the steps in memory: as
 * holder of the lease it is the only writer, and each change is durable before it is acted upon. Whatever is
 * ready goes ahead, as far as there are slots; a failure stops only what depends on it.
 */
export class Execution {
  readonly lease: RunLease;
  readonly #deps: RunnerDeps;
  readonly #slots: Slots;
  readonly #log: StepLog;
  readonly #stop = new AbortController();
  readonly #progress = new Map<string, Progress>();
  readonly #notBefore = new Map<string, number>();
  #run: PipelineRun;
  #steps: readonly PlannedStep[];

  constructor(claim: Claim, slots: Slots, deps: RunnerDeps) {
    this.lease = claim.lease;
    this.#deps = deps;
    this.#slots = slots;
    this.#run = claim.run;
    this.#steps = claim.steps;
    this.#log = new StepLog(claim.run.id, claim.lease.fence, deps);
    for (const name of claim.interrupted) {
      this.#log.line(this.#step(name), "warn", "The attempt was interrupted; the step is done again.");
    }
    if (claim.isCancelRequested) this.cancel();
  }

  progressOf(step: string): Progress | null {
    return this.#progress.get(step) ?? null;
  }

  cancel(): void {
    this.#stop.abort(fail("pipelines/cancelled", {}));
  }

  /** prumo ends: attempts are broken off, the run is left for the next start. */
  interrupt(): void {
    this.#stop.abort(fail("pipelines/interrupted", {}));
  }

  /** Someone else has the run: whatever was under way counts for nothing. */
  abandon(): void {
    this.#stop.abort(fail("pipelines/lease-lost", { runId: this.lease.runId }));
  }

  /** Resolves when this process has nothing more to do for the run; throws when it could not be kept on record. */
  async drive(): Promise<void> {
    try {
      await this.#workThrough();
      const reason = this.#stop.signal.aborted ? asPrumoError(this.#stop.signal.reason).code : undefined;
      if (reason === undefined) await this.#end();
      else if (reason === "pipelines/cancelled") await this.#endCancelled();
      await this.#log.flush();
      if (reason === "pipelines/interrupted") await releaseLease(this.#deps.terms, this.lease);
    } catch (error) {
      if (asPrumoError(error).code !== "pipelines/lease-lost") throw error;
      this.abandon();
    }
  }

  async #workThrough(): Promise<void> {
    const underWay = new Map<string, Promise<void>>();
    try {
      for (;;) {
        for (const step of this.#stop.signal.aborted ? [] : this.#steps) {
          if (step.state !== "ready" || underWay.has(step.name)) continue;
          underWay.set(
            step.name,
            this.#advance(step).finally(() => underWay.delete(step.name)),
          );
        }
        if (underWay.size === 0) return;
        await Promise.race(underWay.values());
      }
    } catch (error) {
      this.#stop.abort(error);
      await Promise.allSettled(underWay.values());
      throw error;
    }
  }

  async #advance(step: PlannedStep): Promise<void> {
    try {
      const { clock } = this.#deps;
      const waitMs = (this.#notBefore.get(step.name) ?? 0) - clock.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.#stop.signal });
      using _ = await this.#slots.take(this.#stop.signal);
      await this.#attempt(step);
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  async #attempt(step: PlannedStep): Promise<void> {
    const { clock, meta, projectDir } = this.#deps;
    let kind: StepKind;
    let inputs: StepValues;
    let key: string | null;
    try {
      kind = this.#kindOf(step);
      inputs = this.#inputsOf(step);
      key = kind.cacheable ? await cacheKey(kind, step.params, inputs, projectDir) : null;
    } catch (error) {
      return this.#failed(step, error);
    }
    const hit = key === null ? undefined : await readCache(meta, key);
    if (key !== null && hit !== undefined) {
      this.#log.line(
        step,
        "info",
        `Served from the cache: same inputs, parameters and code as ${hit.madeBy}.`,
      );
      return this.#commitWithReady(step, cacheStep(step, key, hit, clock.now()));
    }
    const leased = leaseStep(step, key, clock.now());
    await this.#commit([[step, leased]]);
    try {
      const outputs = await this.#perform(leased, kind, inputs);
      await this.#commitWithReady(
        this.#step(step.name),
        succeedStep(this.#step(step.name), outputs, clock.now()),
      );
    } catch (error) {
      await this.#ended(this.#step(step.name), error);
    } finally {
      this.#progress.delete(step.name);
    }
  }

  #perform(step: PlannedStep, kind: StepKind, inputs: StepValues): Promise<StepValues> {
    const { executor, events, clock, recorders } = this.#deps;
    const tools = {
      executor,
      events,
      clock,
      recorder: recorders[step.kind],
      log: this.#log,
      confirm: () => this.#confirm(),
      began: (runId: string) => this.#commit([[step, { ...step, runId }]]),
      progressed: (progress: Progress) => {
        this.#progress.set(step.name, progress);
        const { name, attempt } = step;
        const data = { runId: this.#run.id, step: name, attempt, ...progress };
        events.signal({ topic: "step-progress", subject: this.#run.id, data });
      },
    };
    return performAttempt(this.#run, step, kind, inputs, tools, this.#stop.signal);
  }

  /** An attempt that was leased has thrown. */
  async #ended(step: PlannedStep, thrown: unknown): Promise<void> {
    const error = this.#stop.signal.aborted ? asPrumoError(this.#stop.signal.reason) : asPrumoError(thrown);
    if (error.code === "pipelines/lease-lost" || step.state !== "leased") throw error;
    if (error.code === "pipelines/interrupted") {
      this.#log.line(step, "warn", "The attempt was interrupted; the step is done again.");
      return this.#commit([[step, interruptStep(step)]]);
    }
    if (error.code === "pipelines/cancelled") return; // ends with the run
    if (storeGone.has(error.code)) throw error; // not the step's fault: the run waits for the repair
    return this.#failed(step, error);
  }

  async #failed(step: PlannedStep, thrown: unknown): Promise<void> {
    const { clock, backOffMs } = this.#deps;
    const error = asPrumoError(thrown);
    this.#log.line(step, "error", `${error.message} ${error.repair}`);
    if (step.state === "leased" && step.failures < step.retries && isWorthRetry(error)) {
      const waitMs = Math.min(backOffMs * 2 ** step.failures, 60_000);
      this.#log.line(step, "warn", `Tried again in ${waitMs / 1_000} s.`);
      this.#notBefore.set(step.name, clock.now() + waitMs);
      return this.#commit([[step, retryStep(step, asStepError(error))]]);
    }
    const failed = failStep(step, asStepError(error), clock.now());
    const hopeless = nowHopeless(this.#with([failed]));
    await this.#commit([
      [step, failed],
      ...hopeless.map((one) => [one, skipStep(one, clock.now())] as const),
    ]);
  }

  async #end(): Promise<void> {
    const { state, error } = endOf(this.#steps);
    await this.#commit([], moveRun(this.#run, state, this.#deps.clock.now(), error));
  }

  async #endCancelled(): Promise<void> {
    const now = this.#deps.clock.now();
    const error = asStepError(this.#stop.signal.reason);
    const open = this.#steps.filter((step) => ["pending", "ready", "leased"].includes(step.state));
    await this.#commit(
      open.map((step) => [step, skipStep(step, now, step.state === "leased" ? error : null)] as const),
      moveRun(this.#run, "cancelled", now, error),
    );
  }

  /** A step that now has outputs, and those that only waited for it, in one transaction. */
  async #commitWithReady(before: PlannedStep, after: PlannedStep): Promise<void> {
    const ready = nowReady(this.#with([after]));
    await this.#commit([[before, after], ...ready.map((step) => [step, makeReady(step)] as const)]);
  }

  /** State and the events that tell of it, durable, under the lease; only then the picture in memory. */
  async #commit(
    changes: readonly (readonly [before: PlannedStep, after: PlannedStep])[],
    run: PipelineRun | null = null,
  ): Promise<void> {
    await this.#deps.meta.write<PipelinesTables, void>(async (tx) => {
      await holdLease(tx, this.lease, this.#deps.terms);
      for (const [before, after] of changes) await saveStep(tx, this.lease, before, after);
      if (run !== null) await saveRun(tx, run);
      await this.#log.writeWithin(tx);
    });
    this.#steps = this.#with(changes.map(([, after]) => after));
    this.#run = run ?? this.#run;
  }

  async #confirm(): Promise<void> {
    const row = await this.#deps.meta
      .read<PipelinesTables>()
      .selectFrom("pipeline_runs")
      .select("fence")
      .where("id", "=", this.lease.runId)
      .executeTakeFirst();
    if (row?.fence !== this.lease.fence) {
      throw fail("pipelines/lease-lost", { runId: this.lease.runId });
    }
  }

  #with(changed: readonly PlannedStep[]): PlannedStep[] {
    return this.#steps.map((step) => changed.find((one) => one.id === step.id) ?? step);
  }

  #step(name: string): PlannedStep {
    const found = this.#steps.find((step) => step.name === name);
    if (found === undefined) throw fail("kernel/not-found", { kind: "step", id: name });
    return found;
  }

  #kindOf(step: PlannedStep): StepKind {
    const kind = this.#deps.kinds.get(step.kind);
    if (kind !== undefined) return kind;
    const known = [...this.#deps.kinds.keys()];
    const suggestion = nearest(step.kind, known) ?? "another";
    throw fail("pipelines/unknown-kind", { step: step.name, kind: step.kind, nearest: suggestion, known });
  }

  #inputsOf(step: PlannedStep): StepValues {
    return Object.fromEntries(
      Object.entries(step.inputs).map(([input, edge]) => {
        const { outputs } = this.#step(edge.step);
        const value = Object.hasOwn(outputs, edge.output) ? outputs[edge.output] : undefined;
        if (value !== undefined) return [input, value];
        const detail = { step: step.name, from: edge.step, output: edge.output, known: Object.keys(outputs) };
        throw fail("pipelines/missing-output", detail);
      }),
    );
  }
}
