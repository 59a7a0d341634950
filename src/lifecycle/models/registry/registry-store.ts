import type { Kysely, Selectable } from "kysely";
import type { ModelStage, RegisteredModel, RegisteredVersion } from "../../../contract/records/models.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ModelsTables } from "../tables.ts";
import { checkModelName } from "./names.ts";
import { isPromptValue, promptTag } from "./prompts.ts";

export type ModelRow = Selectable<ModelsTables["models"]>;
export type VersionRow = Selectable<ModelsTables["model_versions"]>;
type Db = Kysely<ModelsTables>;

export async function modelRow(db: Db, name: string): Promise<ModelRow> {
  checkModelName(name);
  const row = await db.selectFrom("models").selectAll().where("name", "=", name).executeTakeFirst();
  if (row === undefined) throw fail("models/no-registered-model", { name });
  return row;
}

/** Whether a model is one of MLflow's prompts. */
export async function isPromptModel(db: Db, model: string): Promise<boolean> {
  const tag = await db
    .selectFrom("model_tags")
    .select("value")
    .where("model", "=", model)
    .where("key", "=", promptTag)
    .executeTakeFirst();
  return isPromptValue(tag?.value);
}

/** The row of a version that is not deleted. */
export async function versionRow(db: Db, model: string, version: number): Promise<VersionRow> {
  checkModelName(model);
  const row = await db
    .selectFrom("model_versions")
    .selectAll()
    .where("model", "=", model)
    .where("version", "=", version)
    .where("is_deleted", "=", 0)
    .executeTakeFirst();
  if (row === undefined) throw fail("models/no-registered-version", { model, version });
  return row;
}

/** The number of the newest version, of all or of a stage. */
export async function newestVersion(db: Db, model: string, stage?: ModelStage): Promise<number | undefined> {
  let query = db
    .selectFrom("model_versions")
    .select((each) => each.fn.max<number | null>("version").as("newest"))
    .where("model", "=", model)
    .where("is_deleted", "=", 0);
  if (stage !== undefined) query = query.where("stage", "=", stage);
  const { newest } = await query.executeTakeFirstOrThrow();
  return newest ?? undefined;
}

const keyOf = (of: { readonly model: string; readonly version: number }) => `${of.version}/${of.model}`;

/** Rows with their tags and aliases, in the order of the rows. */
export async function completeVersions(db: Db, rows: readonly VersionRow[]): Promise<RegisteredVersion[]> {
  if (rows.length === 0) return [];
  const names = [...new Set(rows.map(({ model }) => model))];
  const tags = await db
    .selectFrom("model_version_tags")
    .selectAll()
    .where("model", "in", names)
    .orderBy("key")
    .execute();
  const aliases = await db
    .selectFrom("model_aliases")
    .selectAll()
    .where("model", "in", names)
    .orderBy("alias")
    .execute();
  const tagsBy = Map.groupBy(tags, keyOf);
  const aliasesBy = Map.groupBy(aliases, keyOf);
  return rows.map((row) => ({
    id: row.id,
    model: row.model,
    version: row.version,
    source: row.source,
    artifactRoot: row.artifact_root,
    runId: row.run_id,
    modelId: row.model_id,
    runLink: row.run_link,
    description: row.description,
    tags: Object.fromEntries((tagsBy.get(keyOf(row)) ?? []).map(({ key, value }) => [key, value])),
    aliases: (aliasesBy.get(keyOf(row)) ?? []).map(({ alias }) => alias),
    stage: row.stage,
    createdBy: row.created_by,
    isPackage: row.package !== null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}

/** Rows with tags, aliases and the newest version of each stage, in the order of the rows. */
export async function completeModels(db: Db, rows: readonly ModelRow[]): Promise<RegisteredModel[]> {
  if (rows.length === 0) return [];
  const names = rows.map(({ name }) => name);
  const tags = await db
    .selectFrom("model_tags")
    .selectAll()
    .where("model", "in", names)
    .orderBy("key")
    .execute();
  const aliases = await db
    .selectFrom("model_aliases")
    .selectAll()
    .where("model", "in", names)
    .orderBy("alias")
    .execute();
  const latest = await completeVersions(db, await latestRows(db, names));
  const tagsBy = Map.groupBy(tags, ({ model }) => model);
  const aliasesBy = Map.groupBy(aliases, ({ model }) => model);
  const latestBy = Map.groupBy(latest, ({ model }) => model);
  return rows.map((row) => ({
    name: row.name,
    description: row.description,
    tags: Object.fromEntries((tagsBy.get(row.name) ?? []).map(({ key, value }) => [key, value])),
    aliases: Object.fromEntries(
      (aliasesBy.get(row.name) ?? []).map(({ alias, version }) => [alias, version]),
    ),
    latestVersions: latestBy.get(row.name) ?? [],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
}

/** The newest version of each stage of these models. */
async function latestRows(db: Db, models: readonly string[]): Promise<VersionRow[]> {
  return db
    .selectFrom("model_versions as v")
    .selectAll("v")
    .where("v.is_deleted", "=", 0)
    .where("v.model", "in", models)
    .where((where) =>
      where(
        "v.version",
        "=",
        where
          .selectFrom("model_versions as w")
          .select((each) => each.fn.max<number>("w.version").as("newest"))
          .whereRef("w.model", "=", "v.model")
          .whereRef("w.stage", "=", "v.stage")
          .where("w.is_deleted", "=", 0),
      ),
    )
    .orderBy("v.version")
    .execute();
}
