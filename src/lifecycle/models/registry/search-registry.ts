import { sql } from "kysely";
import type { RegisteredModel, RegisteredVersion } from "../../../contract/records/models.ts";
import { type Place, type Search, type Searchable, searchRows, type Sql } from "../../experiments/index.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { asksForPrompts, promptTag, withoutPromptTag } from "./prompts.ts";
import { completeModels, completeVersions, type ModelRow, type VersionRow } from "./registry-store.ts";

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

/** Whoever asks for an order has equals by name and number; else what changed last comes first. */
const numberTies: Searchable["ties"] = [
  { value: sql`e.model`, isAscending: true },
  { value: sql`e.version`, isAscending: false },
];
const newestTies: Searchable["ties"] = [{ value: sql`e.updated_at`, isAscending: false }, ...numberTies];

const searchableVersions: Omit<Searchable, "ties"> = {
  table: sql`model_versions`,
  attribute: (name) => versionAttributes[name] ?? sql`null`,
  related: (field, alias) => ({
    from: sql`model_version_tags ${sql.ref(alias)}`,
    on: sql`${sql.ref(`${alias}.model`)} = e.model and ${sql.ref(`${alias}.version`)} = e.version and ${sql.ref(`${alias}.key`)} = ${"key" in field ? field.key : ""}`,
    value: sql.ref(`${alias}.value`),
  }),
};

const modelBears = (on: Sql) =>
  sql`exists (select 1 from model_tags p where p.model = e.name and p.key = ${promptTag} and ${on})`;
const versionBears = (on: Sql) =>
  sql`exists (select 1 from model_version_tags p where p.model = e.model and p.key = ${promptTag} and ${on})`;

/** Registered models; prompts, which MLflow keeps as models, only when they are asked for. */
export async function searchModels(
  { meta, clock }: ModelsDeps,
  asked: Search,
): Promise<{ items: RegisteredModel[]; next: Place | null }> {
  const { rows, next } = await searchRows(
    { meta, clock },
    "registeredModel",
    searchableModels,
    asked,
    (filter) =>
      asksForPrompts(filter)
        ? { filter, given: [modelBears(sql`1 = 1`)] }
        : { filter: withoutPromptTag(filter), given: [sql`not ${modelBears(sql`p.value = 'true'`)}`] },
  );
  return { items: await completeModels(meta.read<ModelsTables>(), rows as unknown as ModelRow[]), next };
}

/** Versions that are not deleted; a model is one of prompts when any of its versions is. */
export async function searchVersions(
  { meta, clock }: ModelsDeps,
  asked: Search,
): Promise<{ items: RegisteredVersion[]; next: Place | null }> {
  const isOrdered = (asked.orderBy ?? []).length > 0;
  const searched = { ...searchableVersions, ties: isOrdered ? numberTies : newestTies };
  const { rows, next } = await searchRows({ meta, clock }, "modelVersion", searched, asked, (filter) =>
    asksForPrompts(filter)
      ? { filter, given: [sql`e.is_deleted = 0`, versionBears(sql`p.version = e.version`)] }
      : {
          filter: withoutPromptTag(filter),
          given: [sql`e.is_deleted = 0`, sql`not ${versionBears(sql`p.value = 'true'`)}`],
        },
  );
  return { items: await completeVersions(meta.read<ModelsTables>(), rows as unknown as VersionRow[]), next };
}
