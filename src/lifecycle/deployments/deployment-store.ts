import { z } from "zod";
import type { MetaStore, MetaTransaction, Migration } from "../../ports/meta-store.ts";
import { type Rollout, rolloutSchema } from "../../contract/records/deployments.ts";

export const deploymentsMigrations: Migration[] = [
  {
    id: "deployments-001-deployments",
    statements: [
      `create table deployments (
        name text primary key,
        id text not null,
        live_version_id text,
        live_model text,
        live_version bigint,
        answered bigint not null,
        errors bigint not null,
        created_at bigint not null,
        updated_at bigint not null
      )`,
      `create table rollouts (
        id text primary key,
        deployment text not null,
        candidate text not null,
        candidate_model text not null,
        candidate_version bigint not null,
        baseline text,
        state text not null,
        step bigint not null,
        history text not null,
        verdicts text not null,
        comparison text,
        release_key text,
        released_by text not null,
        reason text not null,
        pipeline_run_id text,
        started_at bigint not null,
        finished_at bigint
      )`,
      `create index rollouts_by_deployment on rollouts (deployment, started_at)`,
      `create unique index rollouts_by_key on rollouts (release_key) where release_key is not null`,
    ],
  },
];

export interface DeploymentRow {
  name: string;
  id: string;
  live_version_id: string | null;
  live_model: string | null;
  live_version: number | null;
  answered: number;
  errors: number;
  created_at: number;
  updated_at: number;
}

interface RolloutRow {
  id: string;
  deployment: string;
  candidate: string;
  candidate_model: string;
  candidate_version: number;
  baseline: string | null;
  state: string;
  step: number;
  history: string;
  verdicts: string;
  comparison: string | null;
  release_key: string | null;
  released_by: string;
  reason: string;
  pipeline_run_id: string | null;
  started_at: number;
  finished_at: number | null;
}

export interface DeploymentTables {
  deployments: DeploymentRow;
  rollouts: RolloutRow;
}
export type DeploymentsTransaction = MetaTransaction<DeploymentTables>;

/** Who released a version, and why; kept with the rollout. */
export interface Release {
  readonly by: string;
  readonly reason: string;
  readonly pipelineRunId: string | null;
  /** The same key releases once: a second call answers the first rollout. */
  readonly key: string | null;
}

/** A rollout as it is kept: the record, which version it is of, and the sums behind its verdicts. */
export interface KeptRollout {
  readonly rollout: Rollout;
  readonly model: string;
  readonly version: number;
  readonly release: Release;
  readonly comparison: string | null;
}

/** The tables of the station. */
export class DeploymentStore {
  readonly #meta: MetaStore;

  constructor(meta: MetaStore) {
    this.#meta = meta;
  }

  write<Result>(work: (tx: DeploymentsTransaction) => Promise<Result>): Promise<Result> {
    return this.#meta.write<DeploymentTables, Result>(work);
  }

  deployments(): Promise<DeploymentRow[]> {
    return this.#read().selectFrom("deployments").selectAll().orderBy("name").execute();
  }

  async unfinished(): Promise<KeptRollout[]> {
    const query = this.#read().selectFrom("rollouts").selectAll().where("finished_at", "is", null);
    return (await query.orderBy("started_at").execute()).map(fromRow);
  }

  /** Newest first. */
  async rollouts(deployment: string, limit: number): Promise<KeptRollout[]> {
    const query = this.#read().selectFrom("rollouts").selectAll().where("deployment", "=", deployment);
    const rows = await query.orderBy("started_at", "desc").orderBy("id", "desc").limit(limit).execute();
    return rows.map(fromRow);
  }

  async byKey(key: string): Promise<KeptRollout | undefined> {
    const query = this.#read().selectFrom("rollouts").selectAll().where("release_key", "=", key);
    const row = await query.executeTakeFirst();
    return row && fromRow(row);
  }

  #read() {
    return this.#meta.read<DeploymentTables>();
  }
}

export async function insertRollout(tx: DeploymentsTransaction, kept: KeptRollout): Promise<void> {
  await tx.db.insertInto("rollouts").values(toRow(kept)).execute();
}

export async function updateRollout(tx: DeploymentsTransaction, kept: KeptRollout): Promise<void> {
  const { id, ...changes } = toRow(kept);
  await tx.db.updateTable("rollouts").set(changes).where("id", "=", id).execute();
}

const historySchema = rolloutSchema.shape.history;
const verdictsSchema = z.array(rolloutSchema.shape.verdicts.element);

function toRow({ rollout, model, version, release, comparison }: KeptRollout): RolloutRow {
  return {
    id: rollout.id,
    deployment: rollout.deployment,
    candidate: rollout.candidate,
    candidate_model: model,
    candidate_version: version,
    baseline: rollout.baseline,
    state: rollout.state,
    step: rollout.step,
    history: JSON.stringify(rollout.history),
    verdicts: JSON.stringify(rollout.verdicts),
    comparison,
    release_key: release.key,
    released_by: release.by,
    reason: release.reason,
    pipeline_run_id: release.pipelineRunId,
    started_at: rollout.startedAt,
    finished_at: rollout.finishedAt,
  };
}

function fromRow(row: RolloutRow): KeptRollout {
  return {
    rollout: {
      id: row.id,
      deployment: row.deployment,
      candidate: row.candidate,
      baseline: row.baseline,
      state: rolloutSchema.shape.state.parse(row.state),
      step: row.step,
      history: historySchema.parse(JSON.parse(row.history)),
      verdicts: verdictsSchema.parse(JSON.parse(row.verdicts)),
      startedAt: row.started_at,
      finishedAt: row.finished_at,
    },
    model: row.candidate_model,
    version: row.candidate_version,
    release: {
      by: row.released_by,
      reason: row.reason,
      pipelineRunId: row.pipeline_run_id,
      key: row.release_key,
    },
    comparison: row.comparison,
  };
}
