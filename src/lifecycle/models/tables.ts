import type { Migration } from "../../ports/meta-store.ts";

/** Versions and promotions are append-only; only aliases move. */
export const modelsMigrations: Migration[] = [
  {
    id: "models-001-registry",
    statements: [
      `CREATE TABLE models (name TEXT PRIMARY KEY, created_at BIGINT NOT NULL)`,
      `CREATE TABLE model_versions (
        id TEXT PRIMARY KEY,
        model TEXT NOT NULL,
        version BIGINT NOT NULL,
        digest TEXT NOT NULL,
        algorithm TEXT NOT NULL,
        package TEXT NOT NULL,
        run_id TEXT,
        pipeline_run_id TEXT,
        created_at BIGINT NOT NULL,
        UNIQUE (model, version)
      )`,
      `CREATE INDEX model_versions_by_digest ON model_versions (digest)`,
      `CREATE TABLE model_aliases (
        model TEXT NOT NULL, alias TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (model, alias)
      )`,
      `CREATE TABLE model_promotions (
        model TEXT NOT NULL, seq BIGINT NOT NULL, alias TEXT NOT NULL,
        from_version BIGINT, to_version BIGINT, promoted_by TEXT NOT NULL, reason TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (model, seq)
      )`,
    ],
  },
];

export interface ModelsTables {
  models: { name: string; created_at: number };
  model_versions: {
    id: string;
    model: string;
    version: number;
    digest: string;
    algorithm: string;
    /** JSON of `PackageRecord`. */
    package: string;
    run_id: string | null;
    pipeline_run_id: string | null;
    created_at: number;
  };
  model_aliases: { model: string; alias: string; version: number };
  model_promotions: {
    model: string;
    seq: number;
    alias: string;
    from_version: number | null;
    to_version: number | null;
    promoted_by: string;
    reason: string;
    at: number;
  };
}
