import type { DatasetSummary } from "../../contract/http/data.ts";
import type { CheckResult, DatasetVersion } from "../../contract/records/datasets.ts";
import { qualityOf } from "../../engines/quality/run-checks.ts";
import type { Clock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Sources } from "../sources/index.ts";
import { commitVersion } from "./commit-version.ts";
import { compareVersions } from "./compare-versions.ts";
import type { Datasets } from "./datasets.ts";
import { storedRelation } from "./stored-table.ts";
import { datasetsMigrations, type DatasetsTables } from "./tables.ts";
import { readLatest, readVersion, readVersions, referencedBlobs } from "./version-store.ts";

export { runChecks } from "./check-version.ts";
export type { Committed } from "./commit-version.ts";
export type { Comparison } from "./compare-versions.ts";
export type { Datasets } from "./datasets.ts";
export { profileTable } from "./profile-table.ts";
export { datasetsRecorders } from "./recorders.ts";
export { datasetsSteps } from "./steps.ts";
export { inputOf, storedColumns, storedRelation } from "./stored-table.ts";
export { datasetsMigrations } from "./tables.ts";

export interface DatasetsDeps {
  readonly meta: MetaStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly sources: Sources;
}

const sampleRows = 1_000;

export async function openDatasets({ meta, blobs, clock, sources }: DatasetsDeps): Promise<Datasets> {
  await meta.migrate(datasetsMigrations);
  return {
    versions: (dataset, page) => readVersions(meta, dataset, page),
    version: (id) => readVersion(meta, id),
    commit: (manifest, profile) => commitVersion({ meta, clock }, manifest, profile),
    recordChecks: (id, results) => recordChecks(meta, id, results),
    referencedBlobs: () => referencedBlobs(meta),
    compare: async (a, b) => compareVersions(await readVersion(meta, a), await readVersion(meta, b)),
    async list() {
      const latest = await readLatest(meta);
      const declared = (await sources.list()).map((source) => source.dataset);
      return [...new Set([...declared, ...latest.keys()])]
        .sort()
        .map((name) => summary(name, latest.get(name)));
    },
    async previous(id) {
      const { dataset, number } = await readVersion(meta, id);
      const [before] = await readVersions(meta, dataset, { limit: 1, before: number });
      return before ?? null;
    },
    async sample(id, limit, tables) {
      const { manifest } = await readVersion(meta, id);
      const relation = await storedRelation(blobs, manifest.files);
      return tables.rows(`SELECT * FROM ${relation} LIMIT ?`, [Math.min(Math.max(limit, 1), sampleRows)]);
    },
  };
}

async function recordChecks(meta: MetaStore, id: string, results: readonly CheckResult[]): Promise<void> {
  await meta.write<DatasetsTables, void>(async ({ db }) => {
    const updated = await db
      .updateTable("dataset_versions")
      .set({ checks: JSON.stringify(results), quality: qualityOf(results) })
      .where("id", "=", id)
      .executeTakeFirst();
    if (Number(updated.numUpdatedRows) === 0) throw fail("datasets/unknown-version", { id });
  });
}

function summary(
  name: string,
  found: { readonly versions: number; readonly latest: DatasetVersion } | undefined,
): DatasetSummary {
  if (found === undefined) return { name, versions: 0, latest: null };
  const { profile: _profile, checks: _checks, ...latest } = found.latest;
  return { name, versions: found.versions, latest };
}
