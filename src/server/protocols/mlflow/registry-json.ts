import type { RegisteredModel, RegisteredVersion } from "../../../contract/records/models.ts";
import { pairs, some } from "./tracking-json.ts";

/** A version as MLflow's message; `aliases` are left out where MLflow leaves them out. */
export function versionJson(version: RegisteredVersion, withAliases = true) {
  return {
    name: version.model,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    current_stage: version.stage,
    description: version.description ?? "",
    source: version.source,
    run_id: version.runId ?? "",
    status: "READY",
    run_link: version.runLink ?? "",
    tags: some(pairs(version.tags)),
    aliases: withAliases ? some(version.aliases) : undefined,
    model_id: version.modelId ?? undefined,
  };
}

export function modelJson(model: RegisteredModel) {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    description: model.description ?? undefined,
    latest_versions: some(model.latestVersions.map((version) => versionJson(version, false))),
    tags: some(pairs(model.tags)),
    aliases: some(
      Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
    ),
  };
}
