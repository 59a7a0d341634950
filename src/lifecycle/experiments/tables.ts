import type { Migration } from "../../ports/meta-store.ts";
import type { Run } from "../../contract/records/experiments.ts";

/** Parameters, tags and artifacts are rows of their own, so that runs can be searched by them. */
export const experimentsMigrations: Migration[] = [
  {
    id: "experiments-001-runs",
    statements: [
      `CREATE TABLE experiments (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        experiment TEXT NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        dataset_versions TEXT NOT NULL,
        code TEXT NOT NULL,
        environment TEXT NOT NULL,
        energy TEXT,
        pipeline_run_id TEXT,
        step_run_id TEXT UNIQUE,
        started_at BIGINT NOT NULL,
        finished_at BIGINT
      )`,
      `CREATE INDEX runs_by_experiment ON runs (experiment, id)`,
      `CREATE TABLE run_params (
        run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key)
      )`,
      `CREATE TABLE run_tags (
        run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key)
      )`,
      `CREATE TABLE run_artifacts (
        run_id TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,
        media_type TEXT NOT NULL, PRIMARY KEY (run_id, path)
      )`,
      `CREATE TABLE run_metrics (
        run_id TEXT NOT NULL, key TEXT NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL,
        value DOUBLE PRECISION NOT NULL
      )`,
      `CREATE INDEX run_metrics_by_key ON run_metrics (run_id, key, step)`,
      `CREATE TABLE run_metric_summaries (
        run_id TEXT NOT NULL, key TEXT NOT NULL, last DOUBLE PRECISION NOT NULL,
        min DOUBLE PRECISION NOT NULL, max DOUBLE PRECISION NOT NULL, count BIGINT NOT NULL,
        last_step BIGINT NOT NULL, PRIMARY KEY (run_id, key)
      )`,
    ],
  },
];

interface KeyValue {
  run_id: string;
  key: string;
  value: string;
}

export interface ExperimentsTables {
  experiments: { id: string; name: string; created_at: number };
  runs: {
    id: string;
    experiment: string;
    name: string;
    state: Run["state"];
    dataset_versions: string;
    code: string;
    environment: string;
    energy: string | null;
    pipeline_run_id: string | null;
    step_run_id: string | null;
    started_at: number;
    finished_at: number | null;
  };
  run_params: KeyValue;
  run_tags: KeyValue;
  run_artifacts: { run_id: string; path: string; sha256: string; bytes: number; media_type: string };
  run_metrics: { run_id: string; key: string; step: number; at: number; value: number };
  run_metric_summaries: {
    run_id: string;
    key: string;
    last: number;
    min: number;
    max: number;
    count: number;
    last_step: number;
  };
}
