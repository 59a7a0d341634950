import type { ModelStage } from "../../contract/records/models.ts";
import type { Migration } from "../../ports/meta-store.ts";

/**
 * A version is a package of ours (`package`, `digest`, `algorithm`) or what a client registered (none of these).
 * Promotions are append-only and outlive what they tell of; aliases and stages move.
 */
export const modelsMigrations: Migration[] = [
  {
    id: "models-001-versions",
    statements: [
      `CREATE TABLE models (
        name TEXT PRIMARY KEY, description TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
      )`,
      `CREATE TABLE model_tags (model TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, key))`,
      `CREATE TABLE model_versions (
        id TEXT PRIMARY KEY, model TEXT NOT NULL, version BIGINT NOT NULL, digest TEXT, algorithm TEXT, package TEXT,
        source TEXT NOT NULL, artifact_root TEXT NOT NULL, run_id TEXT, model_id TEXT, run_link TEXT, description TEXT,
        stage TEXT NOT NULL, created_by TEXT NOT NULL, pipeline_run_id TEXT, is_deleted BIGINT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, UNIQUE (model, version)
      )`,
      `CREATE INDEX model_versions_by_digest ON model_versions (digest)`,
      `CREATE INDEX model_versions_by_run ON model_versions (run_id)`,
      `CREATE TABLE model_version_tags (
        model TEXT NOT NULL, version BIGINT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (model, version, key)
      )`,
      `CREATE TABLE model_aliases (
        model TEXT NOT NULL, alias TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (model, alias)
      )`,
      `CREATE TABLE model_promotions (
        model TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, alias TEXT NOT NULL,
        from_version BIGINT, to_version BIGINT, promoted_by TEXT NOT NULL, reason TEXT NOT NULL,
        evidence TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (model, seq)
      )`,
    ],
  },
];

export interface ModelsTables {
  models: { name: string; description: string | null; created_at: number; updated_at: number };
  model_tags: { model: string; key: string; value: string };
  model_versions: {
    id: string;
    model: string;
    version: number;
    digest: string | null;
    algorithm: string | null;
    /** JSON of `PackageRecord`. */
    package: string | null;
    source: string;
    artifact_root: string;
    run_id: string | null;
    model_id: string | null;
    run_link: string | null;
    description: string | null;
    stage: ModelStage;
    created_by: string;
    pipeline_run_id: string | null;
    is_deleted: number;
    created_at: number;
    updated_at: number;
  };
  model_version_tags: { model: string; version: number; key: string; value: string };
  model_aliases: { model: string; alias: string; version: number };
  model_promotions: {
    model: string;
    seq: number;
    kind: "alias" | "stage";
    alias: string;
    from_version: number | null;
    to_version: number | null;
    promoted_by: string;
    reason: string;
    /** JSON of evidence ids. */
    evidence: string;
    at: number;
  };
}
