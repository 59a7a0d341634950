import type { Model } from "../../contract/records/models.ts";
import { evidenceOf, evidencePage, requirementsMigrations } from "../../governance/requirements/index.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { compareVersions } from "./compare/compare-versions.ts";
import { exportPackage } from "./export-package.ts";
import { importAliases, importModel } from "./import/import-model.ts";
import { importVersions } from "./import/import-versions.ts";
import { importMigrations } from "./import/tables.ts";
import { promote } from "./promote.ts";
import { readMeasures } from "./overview/read-measures.ts";
import { readOverview } from "./overview/read-overview.ts";
import { openRegistry } from "./registry/open-registry.ts";
import { servedBetween } from "./registry/tenures.ts";
import { register } from "./register.ts";
import { neededArtifacts } from "./registry/needed-artifacts.ts";
import type { Models, ModelsDeps } from "./surface.ts";
import { modelsMigrations } from "./tables.ts";
import { webhooksMigrations } from "./webhooks/tables.ts";
import {
  readModels,
  readPromotions,
  readVersion,
  readVersionById,
  readVersions,
  referencedBlobs,
  versionsByDigest,
} from "./version-store.ts";

export { modelsMigrations } from "./tables.ts";
export { checkTags } from "./registry/names.ts";
export { stageOf } from "./registry/stages.ts";
export { modelsRecorders } from "./recorders.ts";
export { openWebhooks } from "./webhooks/open-webhooks.ts";
export type { Webhooks } from "./webhooks/surface.ts";
export { webhookEventOf } from "./webhooks/webhook.ts";
export type { Models, ModelsDeps, Promote, Register } from "./surface.ts";

export async function openModels(deps: ModelsDeps): Promise<Models> {
  const { meta, blobs } = deps;
  await meta.migrate([
    ...requirementsMigrations,
    ...modelsMigrations,
    ...webhooksMigrations,
    ...importMigrations,
  ]);
  const model = async (name: string): Promise<Model> => {
    const [found] = await readModels(meta, name);
    if (found === undefined) throw fail("models/no-model", { name });
    return found;
  };
  return {
    requirements: deps.requirements,
    models: () => readModels(meta),
    model,
    version: (name, version) => readVersion(meta, name, version),
    versionById: (id) => readVersionById(meta, id),
    register: (asked) => register(deps, asked),
    promote: (asked) => promote(deps, asked),
    registry: openRegistry(deps),
    importing: {
      model: (source, found) => importModel(deps, source, found),
      versions: (asked) => importVersions(deps, asked),
      aliases: (source, found, mover) => importAliases(deps, source, found, mover),
    },
    exportPackage: async (id, dir) => exportPackage(blobs, await readVersionById(meta, id), dir),
    async versions(name, page = {}) {
      await model(name);
      return readVersions(meta, name, { limit: page.limit ?? 100, cursor: page.cursor });
    },
    async promotions(name) {
      const moves = await readPromotions(meta, name);
      if (moves.length === 0) await model(name);
      return moves;
    },
    async servedBetween(asked) {
      const found = await servedBetween(meta, asked);
      // A name that was deleted has a history; one that never was is a mistake.
      if (found.items.length === 0 && (await readPromotions(meta, asked.model)).length === 0) {
        await model(asked.model);
      }
      return found;
    },
    overview: (asked) => readOverview(meta, asked),
    async measures(name, page = {}) {
      await model(name);
      return readMeasures(meta, name, { limit: page.limit ?? 100, cursor: page.cursor });
    },
    compare: (name, versions) => compareVersions(deps, name, versions),
    referencedBlobs: () => referencedBlobs(meta),
    neededArtifacts: (db) => neededArtifacts(db),
    async evidence(versionId) {
      const { digest } = await readVersionById(meta, versionId);
      return (await evidenceOf(meta, digest)).map((row) => ({ ...row, modelVersionId: versionId }));
    },
    async gates(page = {}) {
      const { items, next } = await evidencePage(meta, { limit: page.limit ?? 100, cursor: page.cursor });
      const versions = await versionsByDigest(
        meta,
        items.map((row) => row.modelDigest),
      );
      return {
        items: items.map((row) => ({ ...row, modelVersionId: versions.get(row.modelDigest) ?? null })),
        next,
      };
    },
  };
}
