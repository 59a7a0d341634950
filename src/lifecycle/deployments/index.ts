import type { DeploymentSpec } from "../../contract/project/schema.ts";
import type { Deployment, Rollout, Verdict } from "../../contract/records/deployments.ts";
import type { PairedLosses } from "../../engines/rollout/verdict.ts";
import type { Clock } from "../../kernel/clock.ts";
import { asPrumoError, fail } from "../../kernel/errors/prumo-error.ts";
import { newId } from "../../kernel/ids.ts";
import { nearest } from "../../kernel/nearest.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Answer, AnsweredBatch, Listener } from "./answers.ts";
import { DeploymentRunner } from "./deployment-runner.ts";
import { type DeploymentRow, deploymentsMigrations, DeploymentStore } from "./deployment-store.ts";
import { Endpoint, type Wanted } from "./endpoint.ts";
import { PredictionIds } from "./prediction-ids.ts";
import type { Promoted } from "./rollout-runner.ts";
import type { RawRow, ServedModel } from "./served-model.ts";

export type { Answer, AnsweredBatch, AnsweredGroup, Listener } from "./answers.ts";
export { deploymentsMigrations } from "./deployment-store.ts";
export type { Promoted } from "./rollout-runner.ts";
export { deploymentsRecorders } from "./steps.ts";
export { type RawRow, type Scored, servedModel, type ServedModel } from "./served-model.ts";

/** Rows that one call answers at most. */
export const rowsAtOnce = 10_000;
const tickMs = 1_000;

export interface DeploymentsDeps {
  readonly meta: MetaStore;
  readonly clock: Clock;
  /** The deployments that the project declares. */
  readonly specs: { readonly [name: string]: DeploymentSpec };
  readonly loadModel: (modelVersionId: string) => Promise<ServedModel>;
  /** Model name and number of a version; throws when there is none. */
  readonly describe: (
    modelVersionId: string,
  ) => Promise<{ readonly model: string; readonly version: number }>;
  /** Sets the alias `live`. Must be idempotent: after a crash it is told again. A throw pauses the rollout. */
  readonly onPromoted?: (promoted: Promoted) => Promise<void>;
  /** Told what went wrong in the background. Default: a line on stderr. */
  readonly warn?: (text: string) => void;
}

export interface Deployments extends AsyncDisposable {
  /**
   * Answers rows of raw columns, in order. Errors: deployments/unknown, deployments/unknown-version, deployments/empty, predictions/bad-input
   * (one row) or predictions/bad-row (of many, counted from 0), deployments/model-failed. During a rollout, rows of one `requestId` always
   * get the same variant; without it each row is drawn by itself.
   */
  predict(
    deployment: string,
    rows: readonly RawRow[],
    wanted?: Wanted,
  ): Promise<{ readonly answers: Answer[] }>;
  /** Told of every scored batch. */
  onAnswered(listener: Listener): void;
  /**
   * Rolls a version out after the spec. The first one goes live at once; the one that is live is a no-op; a
   * newer one supersedes an unfinished rollout. Resolves when the candidate is loaded, or rolled back.
   */
  release(
    deployment: string,
    modelVersionId: string,
    options: {
      readonly by: string;
      readonly reason: string;
      readonly pipelineRunId?: string | null;
      /** A second release with the same key answers the first rollout, whatever became of it. */
      readonly key?: string | null;
    },
  ): Promise<Rollout | null>;
  /** Looks at the figures of the rollout now and acts upon them; null when nothing is compared. */
  evaluate(deployment: string): Promise<Verdict | null>;
  rollBack(deployment: string, reason: string): Promise<Deployment>;
  advance(deployment: string, reason: string): Promise<Deployment>;
  deployment(name: string): Deployment;
  list(): Deployment[];
  /** Newest first. */
  rollouts(deployment: string): Promise<Rollout[]>;
  /** The live model of a deployment, or undefined. */
  liveModel(
    deployment: string,
  ): Pick<ServedModel, "model" | "version" | "versionId" | "signature"> | undefined;
  /** The versions under comparison, and since when; null without a rollout. */
  comparing(
    deployment: string,
  ): { readonly baseline: string; readonly candidate: string; readonly since: number } | null;
  /** Totals of the losses on labelled rows which both versions scored since the rollout began. */
  recordLabelled(deployment: string, candidate: string, losses: PairedLosses): Promise<void>;
}

/** Opens the station: loads what was live, and goes on with every unfinished rollout. */
export async function openDeployments(deps: DeploymentsDeps): Promise<Deployments> {
  await deps.meta.migrate(deploymentsMigrations);
  const station = new OpenDeployments(deps);
  await station.open();
  return station;
}

class OpenDeployments implements Deployments {
  readonly #deps: DeploymentsDeps;
  readonly #store: DeploymentStore;
  readonly #ids: PredictionIds;
  readonly #listeners: Listener[] = [];
  readonly #runners = new Map<string, DeploymentRunner>();
  readonly #warn: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: DeploymentsDeps) {
    this.#deps = deps;
    this.#store = new DeploymentStore(deps.meta);
    this.#ids = new PredictionIds(() => deps.clock.now());
    const warn = deps.warn ?? ((text) => void process.stderr.write(`${text}\n`));
    this.#warn = (error) => warn(`deployments: ${asPrumoError(error).message}`);
  }

  async open(): Promise<void> {
    const rows = await this.#rows();
    const unfinished = await this.#store.unfinished();
    const deps = { ...this.#deps, store: this.#store, onPromoted: this.#deps.onPromoted ?? (async () => {}) };
    for (const row of rows) {
      const { specs } = this.#deps;
      const spec = Object.hasOwn(specs, row.name) ? specs[row.name] : undefined;
      // No longer declared: its records stay, it serves nobody.
      if (spec === undefined) continue;
      const endpoint = new Endpoint(row.name, deps.clock, this.#ids, (batch) => this.#told(batch));
      const runner = new DeploymentRunner(row, endpoint, spec, deps);
      this.#runners.set(row.name, runner);
      await runner.reopen(unfinished.find(({ rollout }) => rollout.deployment === row.name));
    }
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
  }

  async predict(name: string, rows: readonly RawRow[], wanted: Wanted = {}) {
    const runner = this.#runner(name);
    if (rows.length > rowsAtOnce) {
      throw fail("deployments/too-many-rows", { rows: rows.length, limit: rowsAtOnce });
    }
    const answers = await runner.endpoint.predict(rows, wanted);
    runner.lookSoon(this.#warn);
    return { answers };
  }

  onAnswered(listener: Listener): void {
    this.#listeners.push(listener);
  }

  async release(
    name: string,
    modelVersionId: string,
    options: { by: string; reason: string; pipelineRunId?: string | null; key?: string | null },
  ): Promise<Rollout | null> {
    const runner = this.#runner(name);
    const described = await this.#deps.describe(modelVersionId);
    const { by, reason, pipelineRunId = null, key = null } = options;
    return runner.release({ id: modelVersionId, ...described }, { by, reason, pipelineRunId, key });
  }

  evaluate(name: string): Promise<Verdict | null> {
    return this.#runner(name).evaluate();
  }

  async rollBack(name: string, reason: string): Promise<Deployment> {
    await this.#runner(name).rollBack(reason);
    return this.deployment(name);
  }

  async advance(name: string, reason: string): Promise<Deployment> {
    await this.#runner(name).advance(reason);
    return this.deployment(name);
  }

  deployment(name: string): Deployment {
    return this.#runner(name).record();
  }

  list(): Deployment[] {
    return [...this.#runners.values()].map((runner) => runner.record());
  }

  async rollouts(name: string): Promise<Rollout[]> {
    const now = this.#runner(name).record().rollout;
    const kept = await this.#store.rollouts(name, 100);
    // The unfinished one may have verdicts that are not written down yet.
    return kept.map(({ rollout }) => (rollout.id === now?.id ? now : rollout));
  }

  liveModel(name: string) {
    return this.#runners.get(name)?.endpoint.live?.model;
  }

  comparing(name: string) {
    return this.#runners.get(name)?.comparing() ?? null;
  }

  async recordLabelled(name: string, candidate: string, losses: PairedLosses): Promise<void> {
    await this.#runners.get(name)?.recordLosses(candidate, losses);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()));
  }

  #runner(name: string): DeploymentRunner {
    const runner = this.#runners.get(name);
    if (runner !== undefined) return runner;
    const known = [...this.#runners.keys()];
    const near = nearest(name, known);
    throw fail("deployments/unknown", { deployment: name, known: near === undefined ? known : [near] });
  }

  #told(batch: AnsweredBatch): Promise<void> | undefined {
    let pressure: Promise<void> | undefined;
    for (const listener of this.#listeners) {
      const slow = listener(batch);
      if (slow !== undefined) pressure = pressure === undefined ? slow : pressure.then(() => slow);
    }
    return pressure;
  }

  #tick(): void {
    for (const runner of this.#runners.values()) runner.tick().catch(this.#warn);
  }

  /** The rows of all deployments; those that the project newly declares are made. */
  async #rows(): Promise<DeploymentRow[]> {
    const rows = await this.#store.deployments();
    const at = this.#deps.clock.now();
    const made = Object.keys(this.#deps.specs)
      .filter((name) => !rows.some((row) => row.name === name))
      .map((name) => emptyDeployment(name, at));
    if (made.length > 0) {
      await this.#store.write(async (tx) => {
        await tx.db.insertInto("deployments").values(made).execute();
        for (const { id, name } of made) {
          tx.emit("deployment.changed", id, { deployment: name, state: "empty" });
        }
      });
    }
    return [...rows, ...made];
  }
}

function emptyDeployment(name: string, at: number): DeploymentRow {
  const none = { live_version_id: null, live_model: null, live_version: null };
  return {
    name,
    id: newId("deployment", at),
    ...none,
    answered: 0,
    errors: 0,
    created_at: at,
    updated_at: at,
  };
}
