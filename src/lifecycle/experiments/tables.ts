import type { Migration } from "../../ports/meta-store.ts";
import type { LoggedModel, Run } from "../../contract/records/experiments.ts";

const keyValues = (owner: string) =>
  `${owner} TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (${owner}, key)`;

/**
 * A metric curve is one run and one key: `run_curves` has its summary, `run_points` its history under the
 * curve's number, so that a point takes some 35 bytes and a history is read from one place. Rows that runs are
 * searched by bear the experiment's id, so that an index leads from experiment, key and value to runs. NaN is
 * kept as value 0 with is_nan 1, as SQLite cannot hold it.
 */
export const experimentsMigrations: Migration[] = [
  {
    id: "experiments-001-tracking",
    statements: [
      `CREATE TABLE experiment_sequences (name TEXT PRIMARY KEY, last BIGINT NOT NULL)`,
      `INSERT INTO experiment_sequences (name, last) VALUES ('experiment', 0), ('curve', 0)`,
      `CREATE TABLE experiments (
        id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, artifact_root TEXT NOT NULL, is_deleted BIGINT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
      )`,
      `CREATE TABLE experiment_tags (
        experiment_id BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (experiment_id, key)
      )`,
      `CREATE TABLE runs (
        id TEXT PRIMARY KEY, experiment_id BIGINT NOT NULL, name TEXT NOT NULL, user_name TEXT NOT NULL,
        state TEXT NOT NULL, is_deleted BIGINT NOT NULL, deleted_at BIGINT, artifact_root TEXT NOT NULL,
        dataset_versions TEXT NOT NULL, code TEXT, environment TEXT, energy TEXT, pipeline_run_id TEXT,
        step_run_id TEXT UNIQUE, started_at BIGINT NOT NULL, finished_at BIGINT
      )`,
      `CREATE INDEX runs_by_start ON runs (experiment_id, is_deleted, started_at, id)`,
      `CREATE TABLE run_params (
        run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, number DOUBLE PRECISION,
        experiment_id BIGINT NOT NULL, PRIMARY KEY (run_id, key)
      ) WITHOUT ROWID`,
      `CREATE INDEX run_params_by_value ON run_params (experiment_id, key, substr(value, 1, 100))`,
      `CREATE TABLE run_tags (
        run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, experiment_id BIGINT NOT NULL,
        PRIMARY KEY (run_id, key)
      ) WITHOUT ROWID`,
      `CREATE INDEX run_tags_by_value ON run_tags (experiment_id, key, substr(value, 1, 100))`,
      `CREATE TABLE run_curves (
        run_id TEXT NOT NULL, key TEXT NOT NULL, curve BIGINT NOT NULL, experiment_id BIGINT NOT NULL,
        last DOUBLE PRECISION NOT NULL, is_nan BIGINT NOT NULL, last_step BIGINT NOT NULL,
        last_at BIGINT NOT NULL, min DOUBLE PRECISION, max DOUBLE PRECISION, PRIMARY KEY (run_id, key)
      ) WITHOUT ROWID`,
      `CREATE INDEX run_curves_by_last ON run_curves (experiment_id, key, is_nan, last)`,
      `CREATE TABLE run_points (
        curve BIGINT NOT NULL, at BIGINT NOT NULL, step BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL,
        is_nan BIGINT NOT NULL, PRIMARY KEY (curve, at, step, value, is_nan)
      ) WITHOUT ROWID`,
      `CREATE TABLE input_datasets (
        id TEXT PRIMARY KEY, experiment_id BIGINT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
        source_type TEXT NOT NULL, source TEXT NOT NULL, schema TEXT, profile TEXT
      )`,
      `CREATE INDEX input_datasets_by_name ON input_datasets (experiment_id, name, digest)`,
      `CREATE TABLE run_inputs (
        run_id TEXT NOT NULL, dataset_id TEXT NOT NULL, tags TEXT NOT NULL, context TEXT,
        PRIMARY KEY (run_id, dataset_id)
      )`,
      `CREATE INDEX run_inputs_by_dataset ON run_inputs (dataset_id)`,
      `CREATE TABLE run_model_inputs (run_id TEXT NOT NULL, model_id TEXT NOT NULL, PRIMARY KEY (run_id, model_id))`,
      `CREATE TABLE run_model_outputs (
        run_id TEXT NOT NULL, model_id TEXT NOT NULL, step BIGINT NOT NULL, PRIMARY KEY (run_id, model_id)
      )`,
      `CREATE TABLE logged_models (
        id TEXT PRIMARY KEY, experiment_id BIGINT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
        state_message TEXT, type TEXT, source_run_id TEXT, artifact_root TEXT NOT NULL,
        is_deleted BIGINT NOT NULL, deleted_at BIGINT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
      )`,
      `CREATE INDEX logged_models_by_experiment ON logged_models (experiment_id, is_deleted, created_at, id)`,
      `CREATE INDEX logged_models_by_run ON logged_models (source_run_id)`,
      `CREATE TABLE logged_model_params (${keyValues("model_id")})`,
      `CREATE TABLE logged_model_tags (${keyValues("model_id")})`,
      `CREATE TABLE logged_model_metrics (
        model_id TEXT NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL, step BIGINT NOT NULL, run_id TEXT NOT NULL,
        value DOUBLE PRECISION NOT NULL, experiment_id BIGINT NOT NULL, dataset_name TEXT, dataset_digest TEXT,
        PRIMARY KEY (model_id, key, at, step, run_id)
      )`,
      `CREATE INDEX logged_model_metrics_by_value ON logged_model_metrics (experiment_id, key, value)`,
      `CREATE TABLE artifact_files (
        path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, at BIGINT NOT NULL
      ) WITHOUT ROWID`,
      `CREATE TABLE artifact_uploads (
        id TEXT PRIMARY KEY, path TEXT NOT NULL, parts BIGINT NOT NULL, started_at BIGINT NOT NULL
      )`,
      `CREATE TABLE artifact_upload_parts (
        upload_id TEXT NOT NULL, part BIGINT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,
        PRIMARY KEY (upload_id, part)
      )`,
      `CREATE INDEX artifact_files_by_digest ON artifact_files (sha256)`,
      `CREATE INDEX logged_model_metrics_by_run ON logged_model_metrics (run_id)`,
    ],
  },
  {
    // What was removed but is too much for one transaction: points by their curve, artifacts by their folder.
    id: "experiments-002-removal",
    statements: [
      `CREATE TABLE removed_curves (curve BIGINT PRIMARY KEY)`,
      `CREATE TABLE removed_folders (path TEXT PRIMARY KEY, removed_at BIGINT NOT NULL)`,
      `ALTER TABLE artifact_uploads ADD COLUMN touched_at BIGINT`,
      `CREATE INDEX run_model_inputs_by_model ON run_model_inputs (model_id)`,
      `CREATE INDEX run_model_outputs_by_model ON run_model_outputs (model_id)`,
    ],
  },
];

interface KeyValue {
  key: string;
  value: string;
}

export interface ExperimentsTables {
  experiment_sequences: { name: string; last: number };
  experiments: {
    id: number;
    name: string;
    artifact_root: string;
    is_deleted: number;
    created_at: number;
    updated_at: number;
  };
  experiment_tags: KeyValue & { experiment_id: number };
  runs: {
    id: string;
    experiment_id: number;
    name: string;
    user_name: string;
    state: Run["state"];
    is_deleted: number;
    deleted_at: number | null;
    artifact_root: string;
    /** JSON of their ids. */
    dataset_versions: string;
    code: string | null;
    environment: string | null;
    energy: string | null;
    pipeline_run_id: string | null;
    step_run_id: string | null;
    started_at: number;
    finished_at: number | null;
  };
  /** `number` is what the value says as a number, if it does. */
  run_params: KeyValue & { run_id: string; number: number | null; experiment_id: number };
  run_tags: KeyValue & { run_id: string; experiment_id: number };
  /** `last` is the greatest by step, then time, then value; NaN takes no part in `min` and `max`. */
  run_curves: {
    run_id: string;
    key: string;
    curve: number;
    experiment_id: number;
    last: number;
    is_nan: number;
    last_step: number;
    last_at: number;
    min: number | null;
    max: number | null;
  };
  run_points: { curve: number; at: number; step: number; value: number; is_nan: number };
  input_datasets: {
    id: string;
    experiment_id: number;
    name: string;
    digest: string;
    source_type: string;
    source: string;
    schema: string | null;
    profile: string | null;
  };
  /** `context` is the tag `mlflow.data.context`: training, validation … */
  run_inputs: { run_id: string; dataset_id: string; tags: string; context: string | null };
  run_model_inputs: { run_id: string; model_id: string };
  run_model_outputs: { run_id: string; model_id: string; step: number };
  /** `touched_at` is when the last part came, if one did. */
  artifact_uploads: {
    id: string;
    path: string;
    parts: number;
    started_at: number;
    touched_at: number | null;
  };
  artifact_upload_parts: { upload_id: string; part: number; sha256: string; bytes: number };
  artifact_files: { path: string; sha256: string; bytes: number; at: number };
  removed_curves: { curve: number };
  /** Files that were put there before `removed_at` go, unless somebody needs them. */
  removed_folders: { path: string; removed_at: number };
  logged_models: {
    id: string;
    experiment_id: number;
    name: string;
    state: LoggedModel["state"];
    state_message: string | null;
    type: string | null;
    source_run_id: string | null;
    artifact_root: string;
    is_deleted: number;
    deleted_at: number | null;
    created_at: number;
    updated_at: number;
  };
  logged_model_params: KeyValue & { model_id: string };
  logged_model_tags: KeyValue & { model_id: string };
  logged_model_metrics: {
    model_id: string;
    key: string;
    at: number;
    step: number;
    run_id: string;
    value: number;
    experiment_id: number;
    dataset_name: string | null;
    dataset_digest: string | null;
  };
}
