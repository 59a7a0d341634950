import type { Migration } from "../../ports/meta-store.ts";

export interface PipelinesTables {
  pipeline_runs: {
    id: string;
    /** Rises with each start; lists go by it. */
    seq: number;
    pipeline: string;
    number: number;
    state: string;
    params: string;
    triggered_by: string;
    idempotency_key: string | null;
    created_at: number;
    started_at: number | null;
    finished_at: number | null;
    error: string | null;
    cancel_requested: number;
    /** The lease: who works on the run, until when, and the fence that rises with each taking. */
    holder: string | null;
    lease_expires: number;
    fence: number;
  };
  pipeline_steps: {
    id: string;
    run_id: string;
    /** In topological order. */
    position: number;
    name: string;
    kind: string;
    params: string;
    inputs: string;
    retries: number;
    timeout: string | null;
    needs: string;
    state: string;
    attempt: number;
    failures: number;
    cache_key: string | null;
    outputs: string;
    started_at: number | null;
    finished_at: number | null;
    error: string | null;
    experiment_run_id: string | null;
  };
  pipeline_step_logs: {
    run_id: string;
    seq: number;
    step: string;
    attempt: number;
    at: number;
    level: string;
    text: string;
  };
}

export const pipelinesMigrations: Migration[] = [
  {
    id: "pipelines-001-runs",
    statements: [
      `CREATE TABLE pipeline_runs (
        id TEXT PRIMARY KEY,
        seq BIGINT NOT NULL UNIQUE,
        pipeline TEXT NOT NULL,
        number BIGINT NOT NULL,
        state TEXT NOT NULL,
        params TEXT NOT NULL,
        triggered_by TEXT NOT NULL,
        idempotency_key TEXT,
        created_at BIGINT NOT NULL,
        started_at BIGINT,
        finished_at BIGINT,
        error TEXT,
        cancel_requested INTEGER NOT NULL,
        holder TEXT,
        lease_expires BIGINT NOT NULL,
        fence BIGINT NOT NULL,
        UNIQUE (pipeline, number),
        UNIQUE (pipeline, idempotency_key)
      )`,
      `CREATE INDEX pipeline_runs_by_state ON pipeline_runs (state)`,
      `CREATE TABLE pipeline_steps (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES pipeline_runs (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        params TEXT NOT NULL,
        inputs TEXT NOT NULL,
        retries INTEGER NOT NULL,
        timeout TEXT,
        needs TEXT NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        cache_key TEXT,
        outputs TEXT NOT NULL,
        started_at BIGINT,
        finished_at BIGINT,
        error TEXT,
        experiment_run_id TEXT,
        UNIQUE (run_id, name)
      )`,
      `CREATE INDEX pipeline_steps_by_key ON pipeline_steps (cache_key)`,
      `CREATE TABLE pipeline_step_logs (
        run_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        step TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        at BIGINT NOT NULL,
        level TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (run_id, seq)
      )`,
    ],
  },
];
