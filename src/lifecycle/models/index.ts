import type { Evidence, Model, ModelVersion, Promotion, Requirement } from "../../contract/records/models.ts";
import { evidenceOf, evidencePage, requirementsMigrations } from "../../governance/requirements/index.ts";
import type { Clock } from "../../kernel/clock.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { Experiments } from "../experiments/index.ts";
import { exportPackage } from "./export-package.ts";
import { promote, type Promote } from "./promote.ts";
import { register, type Register } from "./register.ts";
import { modelsMigrations } from "./tables.ts";
import {
  readModels,
  readPromotions,
  readVersion,
  readVersionById,
  readVersions,
  versionsByDigest,
} from "./version-store.ts";

export { modelsMigrations } from "./tables.ts";
export { modelsRecorders } from "./recorders.ts";
export type { Promote } from "./promote.ts";
export type { Register } from "./register.ts";

export interface ModelsDeps {
  readonly meta: MetaStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly experiments: Pick<Experiments, "run">;
  /** As declared in the project. */
  readonly requirements: readonly Requirement[];
}

interface Page {
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** Registered models: immutable versions, the aliases that point to them, and the evidence of every gate. */
export interface Models {
  models(): Promise<Model[]>;
  model(name: string): Promise<Model>;
  /** Newest first. */
  versions(model: string, page?: Page): Promise<{ items: ModelVersion[]; next: string | null }>;
  /** By number, alias or `latest`. */
  version(model: string, version: string): Promise<ModelVersion>;
  versionById(id: string): Promise<ModelVersion>;
  /** Evidence bound to this version's digest. */
  evidence(versionId: string): Promise<Evidence[]>;
  /** Evidence of every gate, newest first, also of candidates that were refused. */
  gates(page?: Page): Promise<{ items: Evidence[]; next: string | null }>;
  readonly requirements: readonly Requirement[];
  register(asked: Register): Promise<ModelVersion>;
  promote(asked: Promote): Promise<ModelVersion>;
  promotions(model: string): Promise<Promotion[]>;
  /** Writes model.onnx, MLmodel and prumo.json into a new or empty folder. */
  exportPackage(versionId: string, dir: string): Promise<void>;
}

export async function openModels(deps: ModelsDeps): Promise<Models> {
  const { meta, blobs } = deps;
  await meta.migrate([...requirementsMigrations, ...modelsMigrations]);
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
    exportPackage: async (id, dir) => exportPackage(blobs, await readVersionById(meta, id), dir),
    async versions(name, page = {}) {
      await model(name);
      return readVersions(meta, name, { limit: page.limit ?? 100, cursor: page.cursor });
    },
    async promotions(name) {
      await model(name);
      return readPromotions(meta, name);
    },
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
