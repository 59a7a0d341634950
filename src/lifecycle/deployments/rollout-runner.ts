import type { RolloutSpec } from "../../contract/project/schema.ts";
import type { Rollout, Verdict } from "../../contract/records/deployments.ts";
import { judge } from "../../engines/rollout/verdict.ts";
import type { Clock } from "../../kernel/clock.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { newId } from "../../kernel/ids.ts";
import { Comparison } from "./comparison.ts";
import { figures, withVerdict } from "./deployment-record.ts";
import {
  type DeploymentRow,
  type DeploymentStore,
  type DeploymentsTransaction,
  insertRollout,
  type KeptRollout,
  type Release,
  updateRollout,
} from "./deployment-store.ts";
import type { Endpoint } from "./endpoint.ts";
import { following, isFinal, move, pausedFrom, type Place, progressOf, weightOf } from "./rollout.ts";
import { Lease, type ServedModel } from "./served-model.ts";

/** Told when a version is about to be the live one of a deployment; may be told twice of the same. */
export interface Promoted {
  readonly deployment: string;
  readonly model: string;
  readonly version: number;
  readonly modelVersionId: string;
  readonly by: string;
  readonly reason: string;
}

export interface RunnerDeps {
  readonly store: DeploymentStore;
  readonly clock: Clock;
  readonly loadModel: (modelVersionId: string) => Promise<ServedModel>;
  readonly onPromoted: (promoted: Promoted) => Promise<void>;
}

/** Scorings with which a candidate is warmed up. */
const warmUps = 50;

/**
 * Takes the rollouts of one deployment through their states. Each change is a record with its events in one
 * transaction; only then memory follows. Its caller sees to it that one thing is done at a time.
 */
export class RolloutRunner {
  row: DeploymentRow;
  /** The unfinished rollout. */
  kept: KeptRollout | null = null;
  readonly #endpoint: Endpoint;
  readonly #spec: RolloutSpec;
  readonly #deps: RunnerDeps;
  readonly #retiring = new Set<Promise<void>>();

  constructor(row: DeploymentRow, endpoint: Endpoint, spec: RolloutSpec, deps: RunnerDeps) {
    this.row = row;
    this.#endpoint = endpoint;
    this.#spec = spec;
    this.#deps = deps;
  }

  async loadLive(): Promise<void> {
    const { live_version_id: liveId, live_version: version, name } = this.row;
    if (liveId === null) return;
    try {
      this.#endpoint.live = new Lease(await this.#deps.loadModel(liveId));
    } catch (error) {
      this.#endpoint.trouble = cannotLoad(name, version ?? 0, error);
    }
  }

  async begin(of: { id: string; model: string; version: number }, release: Release): Promise<string> {
    const at = this.#deps.clock.now();
    const state = "preparing";
    const rollout: Rollout = {
      id: newId("rollout", at),
      deployment: this.row.name,
      candidate: of.id,
      baseline: this.#endpoint.live === null ? null : this.row.live_version_id,
      state,
      step: 0,
      history: [{ at, state, step: 0, reason: release.reason }],
      verdicts: [],
      startedAt: at,
      finishedAt: null,
    };
    const kept = { rollout, model: of.model, version: of.version, release, comparison: null };
    await this.#deps.store.write(async (tx) => {
      await insertRollout(tx, kept);
      this.#tell(tx, rollout, release.reason);
    });
    this.kept = kept;
    await this.carryOn();
    return rollout.id;
  }

  /** Does what the rollout's state asks for, until it must wait for traffic or for a person. */
  async carryOn(): Promise<void> {
    while (this.kept !== null) {
      const { rollout, version } = this.kept;
      try {
        await this.#prepare(this.kept);
      } catch (error) {
        await this.rollBack(cannotLoad(rollout.deployment, version, error).message);
        return;
      }
      if (rollout.state === "preparing") await this.#next("loaded and warmed up");
      else if (rollout.state === "promoting") await this.#promote(this.kept);
      else return;
    }
  }

  /** One look at the figures, acted upon; null when nothing is being compared. */
  async evaluate(): Promise<Verdict | null> {
    const comparison = this.#endpoint.rollout?.comparison;
    if (this.kept === null || comparison === undefined) return null;
    const { rollout } = this.kept;
    if (rollout.state === "preparing" || rollout.state === "promoting") return null;
    const at = this.#deps.clock.now();
    const phase = this.#spec[pausedFrom(rollout).state === "shadow" ? "shadow" : "each"];
    const progress = progressOf(phase, comparison.inPhase(at));
    const { baseline, candidate, losses } = comparison;
    const judged = judge({ baseline, candidate, losses, progress }, this.#spec.keepOn);
    const verdict = this.#verdict(rollout, judged, { at, ...figures(rollout, comparison) });
    this.kept = { ...this.kept, rollout: withVerdict(rollout, verdict) };
    if (verdict.decision === "roll-back") await this.rollBack(verdict.reason);
    if (verdict.decision === "pause") await this.#move({ ...rollout, state: "paused" }, verdict.reason);
    if (verdict.decision === "advance" || verdict.decision === "promote") await this.advance(verdict.reason);
    return verdict;
  }

  async advance(reason: string): Promise<void> {
    await this.#next(reason);
    await this.carryOn();
  }

  async rollBack(reason: string): Promise<void> {
    const kept = this.ongoing();
    const problem = await this.#takeBack(kept, reason);
    const { step } = kept.rollout;
    await this.#move({ state: "rolled-back", step }, problem === null ? reason : `${reason} ${problem}`);
  }

  ongoing(): KeptRollout {
    if (this.kept === null) throw fail("deployments/no-rollout", { deployment: this.row.name });
    return this.kept;
  }

  /** Writes the counts of the hot path down. */
  async save(): Promise<void> {
    await this.#deps.store.write(async (tx) => {
      await this.#writeCounts(tx);
      const comparison = this.#endpoint.rollout?.comparison;
      if (this.kept !== null && comparison) {
        await updateRollout(tx, { ...this.kept, comparison: comparison.save() });
      }
    });
  }

  /** Resolves when every model that this deployment held is closed. */
  async close(): Promise<void> {
    const { live, rollout } = this.#endpoint;
    this.#endpoint.live = null;
    this.#endpoint.rollout = null;
    this.#endpoint.trouble = fail("deployments/not-ready", { deployment: this.row.name });
    await Promise.all([live?.retire(), rollout?.candidate.retire(), ...this.#retiring]);
  }

  /** Loads the candidate and scores some rows with it, so that nobody waits for cold code. */
  async #prepare({ rollout, comparison: saved }: KeptRollout): Promise<void> {
    if (this.#endpoint.rollout !== null) return;
    const comparison = new Comparison(rollout.id, this.#deps.clock.now());
    if (saved !== null) comparison.restore(saved);
    const candidate = new Lease(await this.#deps.loadModel(rollout.candidate));
    comparison.weight = weightOf(rollout, this.#spec);
    const nulls = Object.fromEntries(candidate.model.signature.inputs.map(({ name }) => [name, null]));
    const { recentRows } = this.#endpoint;
    // A row it cannot read will be counted against it in the shadow phase.
    for (let i = 0; i < warmUps; i++) {
      await candidate.score(recentRows.length > 0 ? recentRows : [nulls]).catch(() => undefined);
    }
    this.#endpoint.rollout = { candidate, comparison };
  }

  async #promote({ rollout, model, version, release }: KeptRollout): Promise<void> {
    const { deployment, candidate: modelVersionId, step } = rollout;
    const { by, reason } = release;
    try {
      await this.#deps.onPromoted({ deployment, model, version, modelVersionId, by, reason });
    } catch (error) {
      await this.#move({ state: "paused", step }, asPrumoError(error).message);
      return;
    }
    await this.#next("it answers everyone");
  }

  /**
   * From `promoting` on the candidate may have been told to be live, before a crash for instance: whoever was told
   * hears of the version that goes on serving. Answers what went wrong; a rollback happens nevertheless.
   */
  async #takeBack({ rollout, release }: KeptRollout, reason: string): Promise<string | null> {
    const { live_version_id: modelVersionId, live_model: model, live_version: version } = this.row;
    if (pausedFrom(rollout).state !== "promoting") return null;
    if (modelVersionId === null || model === null || version === null) return null;
    const { deployment } = rollout;
    try {
      await this.#deps.onPromoted({ deployment, model, version, modelVersionId, by: release.by, reason });
      return null;
    } catch (error) {
      return `(version ${version} could not be told to be live again: ${asPrumoError(error).message})`;
    }
  }

  #verdict(
    { state }: Rollout,
    judged: ReturnType<typeof judge>,
    rest: Pick<Verdict, "at" | "baseline" | "candidate">,
  ): Verdict {
    const { decision, reason } = judged;
    if (state === "paused" && decision !== "roll-back") {
      return { ...rest, state, decision: "wait", reason: `paused; ${reason}` };
    }
    const isLast = following(this.ongoing().rollout, this.#spec).state === "promoting";
    return { ...rest, state, decision: decision === "advance" && isLast ? "promote" : decision, reason };
  }

  async #next(reason: string): Promise<void> {
    await this.#move(following(this.ongoing().rollout, this.#spec), reason);
  }

  /** The one place where a rollout changes: record, counts and events in one transaction, then memory. */
  async #move(to: Place, reason: string): Promise<void> {
    const kept = this.ongoing();
    const at = this.#deps.clock.now();
    const rollout = move(kept.rollout, { state: to.state, step: to.step }, reason, at);
    const comparison = this.#endpoint.rollout?.comparison;
    const phase = to.state === "paused" ? comparison?.phase : comparison?.newPhase(at);
    const moved = { ...kept, rollout, comparison: comparison?.save(phase) ?? kept.comparison };
    const row = rowAfter(this.row, moved, at);
    await this.#deps.store.write(async (tx) => {
      await updateRollout(tx, moved);
      await this.#writeCounts(tx);
      const { live_version_id, live_model, live_version, updated_at } = row;
      const update = tx.db.updateTable("deployments");
      await update
        .set({ live_version_id, live_model, live_version, updated_at })
        .where("name", "=", row.name)
        .execute();
      this.#tell(tx, rollout, reason);
    });
    this.row = row;
    this.kept = isFinal(rollout.state) ? null : moved;
    if (comparison && phase) {
      comparison.phase = phase;
      comparison.weight = weightOf(rollout, this.#spec);
    }
    if (this.kept === null) this.#settle(rollout.state === "promoted");
  }

  /** The rollout has ended: one of the two models goes. */
  #settle(isPromoted: boolean): void {
    const { live, rollout } = this.#endpoint;
    this.#endpoint.rollout = null;
    if (rollout === null) return;
    if (isPromoted) {
      this.#endpoint.live = rollout.candidate;
      this.#endpoint.trouble = null;
    }
    const retiring = (isPromoted ? live : rollout.candidate)?.retire().catch(() => undefined);
    if (retiring === undefined) return;
    this.#retiring.add(retiring);
    void retiring.then(() => this.#retiring.delete(retiring));
  }

  #tell(tx: DeploymentsTransaction, { id, deployment, state, baseline }: Rollout, reason: string): void {
    tx.emit("deployment.rollout-changed", id, { deployment, rolloutId: id, state, reason });
    if (!isFinal(state) && state !== "preparing") return;
    const isServing = state === "promoted" || baseline !== null;
    const now = isFinal(state) ? (isServing ? "serving" : "empty") : "rolling-out";
    tx.emit("deployment.changed", this.row.id, { deployment, state: now });
  }

  async #writeCounts(tx: DeploymentsTransaction): Promise<void> {
    const { answered, errors, name } = this.#endpoint;
    await tx.db.updateTable("deployments").set({ answered, errors }).where("name", "=", name).execute();
  }
}

function rowAfter(row: DeploymentRow, { rollout, model, version }: KeptRollout, at: number): DeploymentRow {
  const changed = { ...row, updated_at: at };
  if (rollout.state !== "promoted") return changed;
  return { ...changed, live_version_id: rollout.candidate, live_model: model, live_version: version };
}

function cannotLoad(deployment: string, version: number, error: unknown) {
  return fail("deployments/cannot-load", { deployment, version, reason: asPrumoError(error).message }, error);
}
