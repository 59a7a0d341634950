import type { Kysely } from "kysely";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { aliasedVersion } from "./aliases.ts";
import { isPromptModel, modelRow, newestVersion, versionRow, type VersionRow } from "./registry-store.ts";
import { type AskedSource, badSource, type ResolvedSource, type SourceAddress } from "./source-address.ts";
import { stageOf } from "./stages.ts";

/**
 * `models:/name/3`, `models:/name@alias`, `models:/name/latest`, `models:/name/Production`: the files of a version that
 * is registered already. The new version names the number, which does not move.
 */
export async function resolveRegistered(
  deps: ModelsDeps,
  { source, runId, modelId }: AskedSource,
  { authority, parts }: SourceAddress,
): Promise<ResolvedSource> {
  const [first = "", suffix, ...more] = parts;
  const at = first.lastIndexOf("@");
  const name = suffix === undefined ? first.slice(0, at) : first;
  if (authority !== "" || more.length > 0 || name === "")
    throw badSource(source, "It names no version of a registered model");
  const db = deps.meta.read<ModelsTables>();
  await modelRow(db, name);
  if (await isPromptModel(db, name)) throw badSource(source, "Prompts have no files of their own");
  const version =
    suffix === undefined
      ? await aliasedVersion(deps, name, first.slice(at + 1))
      : await numbered(db, source, name, suffix);
  const row = await versionRow(db, name, version);
  refuseOtherLineage(source, row, { runId, modelId });
  return {
    source: `models:/${name}/${row.version}`,
    artifactRoot: row.artifact_root,
    runId: runId || row.run_id || undefined,
    modelId: modelId || row.model_id || undefined,
  };
}

async function numbered(
  db: Kysely<ModelsTables>,
  source: string,
  model: string,
  suffix: string,
): Promise<number> {
  if (/^\d{1,15}$/.test(suffix)) return Number(suffix);
  const newest = await newestVersion(
    db,
    model,
    suffix.toLowerCase() === "latest" ? undefined : stageOf(suffix),
  );
  if (newest === undefined) throw badSource(source, "There is no such version");
  return newest;
}

function refuseOtherLineage(
  source: string,
  row: VersionRow,
  { runId, modelId }: Pick<AskedSource, "runId" | "modelId">,
): void {
  const isOther =
    (runId !== undefined && runId !== (row.run_id ?? "")) ||
    (modelId !== undefined && modelId !== (row.model_id ?? ""));
  if (isOther) throw badSource(source, "run_id and model_id have to be those of the version that it names");
}
