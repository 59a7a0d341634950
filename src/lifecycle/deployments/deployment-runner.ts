import type { DeploymentSpec } from "../../contract/project/schema.ts";
import type { Deployment, Rollout, Verdict } from "../../contract/records/deployments.ts";
import type { PairedLosses } from "../../engines/rollout/verdict.ts";
import { deploymentRecord } from "./deployment-record.ts";
import type { DeploymentRow, DeploymentStore, KeptRollout, Release } from "./deployment-store.ts";
import type { Endpoint } from "./endpoint.ts";
import { RolloutRunner, type RunnerDeps } from "./rollout-runner.ts";

/** Scored rows between two looks at a rollout. */
const rowsBetweenLooks = 100;

/** One deployment: its endpoint and its rollouts, one change at a time. */
export class DeploymentRunner {
  readonly endpoint: Endpoint;
  readonly #spec: DeploymentSpec;
  readonly #store: DeploymentStore;
  readonly #rollouts: RolloutRunner;
  #last: Promise<unknown> = Promise.resolve();
  #lookedAt = 0;

  constructor(row: DeploymentRow, endpoint: Endpoint, spec: DeploymentSpec, deps: RunnerDeps) {
    this.endpoint = endpoint;
    this.#spec = spec;
    this.#store = deps.store;
    this.#rollouts = new RolloutRunner(row, endpoint, spec.rollout, deps);
    endpoint.answered = row.answered;
    endpoint.errors = row.errors;
  }

  /** Loads what was live and goes on where an unfinished rollout was. */
  reopen(unfinished: KeptRollout | undefined): Promise<void> {
    return this.#inTurn(async () => {
      await this.#rollouts.loadLive();
      this.#rollouts.kept = unfinished ?? null;
      await this.#rollouts.carryOn();
    });
  }

  /** Starts a rollout of a version; resolves with it when it has left `preparing`. */
  release(of: { id: string; model: string; version: number }, release: Release): Promise<Rollout | null> {
    return this.#inTurn(async () => {
      const done = release.key === null ? undefined : await this.#store.byKey(release.key);
      if (done !== undefined) return done.rollout;
      const { kept } = this.#rollouts;
      if (kept?.rollout.candidate === of.id) return kept.rollout;
      if (kept !== null) await this.#rollouts.rollBack(`superseded by version ${of.version}`);
      const isLive = this.endpoint.live?.model.versionId === of.id;
      const id = isLive ? null : await this.#rollouts.begin(of, release);
      const known = await this.#store.rollouts(this.endpoint.name, 100);
      const found = known.find(({ rollout }) =>
        id === null ? rollout.candidate === of.id : rollout.id === id,
      );
      return found?.rollout ?? null;
    });
  }

  evaluate(): Promise<Verdict | null> {
    return this.#inTurn(() => this.#rollouts.evaluate());
  }

  /** Called after each answered batch: looks now and then, without keeping anyone waiting. */
  lookSoon(warn: (error: unknown) => void): void {
    const scored = this.endpoint.rollout?.comparison.candidate.scored;
    if (scored === undefined || Math.abs(scored - this.#lookedAt) < rowsBetweenLooks) return;
    this.#lookedAt = scored;
    this.evaluate().catch(warn);
  }

  rollBack(reason: string): Promise<void> {
    return this.#inTurn(() => this.#rollouts.rollBack(reason));
  }

  advance(reason: string): Promise<void> {
    return this.#inTurn(() => this.#rollouts.advance(reason));
  }

  async recordLosses(candidate: string, losses: PairedLosses): Promise<void> {
    const comparison = this.endpoint.rollout?.comparison;
    if (comparison === undefined || this.#rollouts.kept?.rollout.candidate !== candidate) return;
    comparison.losses = losses;
    this.endpoint.hasNews = true;
    await this.evaluate();
  }

  /** Once a second: writes the counts down, and looks at a rollout whose phase goes by the clock. */
  async tick(): Promise<void> {
    if (this.#rollouts.kept !== null) await this.evaluate();
    if (!this.endpoint.hasNews) return;
    this.endpoint.hasNews = false;
    await this.#inTurn(() => this.#rollouts.save());
  }

  record(): Deployment {
    return deploymentRecord(this.#rollouts.row, this.#rollouts.kept, this.#spec.rollout, this.endpoint);
  }

  /** The versions under comparison, and since when, for whoever knows their labels. */
  comparing(): { readonly baseline: string; readonly candidate: string; readonly since: number } | null {
    const rollout = this.#rollouts.kept?.rollout;
    if (!rollout || rollout.baseline === null || this.endpoint.rollout === null) return null;
    return { baseline: rollout.baseline, candidate: rollout.candidate, since: rollout.startedAt };
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.endpoint.hasNews) await this.#rollouts.save();
      await this.#rollouts.close();
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
