import { sql } from "kysely";
import type { RegisteredModel, RegisteredVersion } from "../../../contract/records/models.ts";
import { type Place, type Search, type Searchable, searchRows, type Sql } from "../../experiments/index.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { completeModels, completeVersions, type ModelRow, type VersionRow } from "./registry-store.ts";

const promptTag = "mlflow.prompt.is_prompt";

const modelAttributes: Readonly<Record<string, Sql>> = {
  name: sql`e.name`,
  creation_timestamp: sql`e.created_at`,
  last_updated_timestamp: sql`e.updated_at`,
};

const searchableModels: Searchable = {
  table: sql`models`,
  attribute: (name) => modelAttributes[name] ?? sql`null`,
  ties: [{ value: sql`e.name`, isAscending: true }],
  related: (field, alias) => ({
    from: sql`model_tags ${sql.ref(alias)}`,
    on: sql`${sql.ref(`${alias}.model`)} = e.name and ${sql.ref(`${alias}.key`)} = ${"key" in field ? field.key : ""}`,
    value: sql.ref(`${alias}.value`),
  }),
};

const versionAttributes: Readonly<Record<string, Sql>> = {
  name: sql`e.model`,
  version_number: sql`e.version`,
  run_id: sql`coalesce(e.run_id, '')`,
  source_path: sql`e.source`,
  creation_timestamp: sql`e.created_at`,
  last_updated_timestamp: sql`e.updated_at`,
};

const searchableVersions: Searchable = {
  table: sql`model_versions`,
  attribute: (name) => versionAttributes[name] ?? sql`null`,
  ties: [
    { value: sql`e.updated_at`, isAscending: false },
    { value: sql`e.model`, isAscending: true },
    { value: sql`e.version`, isAscending: false },
  ],
  related: (field, alias) => ({
    from: sql`model_version_tags ${sql.ref(alias)}`,
    on: sql`${sql.ref(`${alias}.model`)} = e.model and ${sql.ref(`${alias}.version`)} = e.version and ${sql.ref(`${alias}.key`)} = ${"key" in field ? field.key : ""}`,
    value: sql.ref(`${alias}.value`),
  }),
};

/** Registered models; prompts, which MLflow keeps as models, only when they are asked for. */
export async function searchModels(
  { meta, clock }: ModelsDeps,
  asked: Search,
): Promise<{ items: RegisteredModel[]; next: Place | null }> {
  const isPrompt = sql`exists (select 1 from model_tags p where p.model = e.name and p.key = ${promptTag} and p.value = 'true')`;
  const { rows, next } = await searchRows({ meta, clock }, "registeredModel", searchableModels, asked, [
    asksForPrompts(asked) ? sql`1 = 1` : sql`not ${isPrompt}`,
  ]);
  return { items: await completeModels(meta.read<ModelsTables>(), rows as unknown as ModelRow[]), next };
}

/** Versions that are not deleted. */
export async function searchVersions(
  { meta, clock }: ModelsDeps,
  asked: Search,
): Promise<{ items: RegisteredVersion[]; next: Place | null }> {
  const isPrompt = sql`exists (select 1 from model_version_tags p where p.model = e.model and p.version = e.version and p.key = ${promptTag} and p.value = 'true')`;
  const { rows, next } = await searchRows({ meta, clock }, "modelVersion", searchableVersions, asked, [
    sql`e.is_deleted = 0`,
    asksForPrompts(asked) ? sql`1 = 1` : sql`not ${isPrompt}`,
  ]);
  return { items: await completeVersions(meta.read<ModelsTables>(), rows as unknown as VersionRow[]), next };
}

function asksForPrompts({ filter }: Search): boolean {
  return filter?.includes(promptTag) ?? false;
}
