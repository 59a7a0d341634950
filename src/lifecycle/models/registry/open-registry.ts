import type { RegisteredModel, RegisteredVersion } from "../../../contract/records/models.ts";
import type { ModelsDeps, Registry } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { versionNumber } from "../version-store.ts";
import { aliasedVersion, deleteAlias, setAlias } from "./aliases.ts";
import {
  createModel,
  deleteModel,
  describeModel,
  renameModel,
  tagModel,
  untagModel,
} from "./change-models.ts";
import {
  createVersion,
  deleteVersion,
  describeVersion,
  tagVersion,
  untagVersion,
} from "./change-versions.ts";
import { completeModels, completeVersions, modelRow, versionRow } from "./registry-store.ts";
import { searchModels, searchVersions } from "./search-registry.ts";
import { moveToStage } from "./stages.ts";
import { versionFiles } from "./version-files.ts";

export function openRegistry(deps: ModelsDeps): Registry {
  const db = deps.meta.read<ModelsTables>();
  return {
    createModel: (asked) => createModel(deps, asked),
    async model(name) {
      const [model] = await completeModels(db, [await modelRow(db, name)]);
      return model as RegisteredModel;
    },
    describeModel: (name, description) => describeModel(deps, name, description),
    renameModel: (name, to) => renameModel(deps, name, to),
    deleteModel: (name, by) => deleteModel(deps, name, by),
    tagModel: (name, tag) => tagModel(deps, name, tag),
    untagModel: (name, key) => untagModel(deps, name, key),
    searchModels: (asked) => searchModels(deps, asked),

    createVersion: (asked) => createVersion(deps, asked),
    async version(model, number) {
      const [version] = await completeVersions(db, [await versionRow(db, model, number)]);
      return version as RegisteredVersion;
    },
    async versionsOf(model, { limit = 100, cursor } = {}) {
      await modelRow(db, model);
      const before = Number(cursor ?? Number.MAX_SAFE_INTEGER) || 0;
      const rows = await db
        .selectFrom("model_versions")
        .selectAll()
        .where("model", "=", model)
        .where("is_deleted", "=", 0)
        .where("version", "<", before)
        .orderBy("version", "desc")
        .limit(limit + 1)
        .execute();
      const items = await completeVersions(db, rows.slice(0, limit));
      return { items, next: rows.length > limit ? String(items.at(-1)?.version) : null };
    },
    versionNumber: (model, version) => versionNumber(db, model, version),
    files: async (model, version, folder) => versionFiles(deps, await versionRow(db, model, version), folder),
    describeVersion: (model, version, description) => describeVersion(deps, model, version, description),
    deleteVersion: (model, version, by) => deleteVersion(deps, model, version, by),
    tagVersion: (model, version, tag) => tagVersion(deps, model, version, tag),
    untagVersion: (model, version, key) => untagVersion(deps, model, version, key),
    searchVersions: (asked) => searchVersions(deps, asked),

    setAlias: (asked, mover) => setAlias(deps, asked, mover),
    deleteAlias: (model, alias, mover) => deleteAlias(deps, model, alias, mover),
    aliasedVersion: (model, alias) => aliasedVersion(deps, model, alias),
    moveToStage: (asked, mover) => moveToStage(deps, asked, mover),
  };
}
