import type { Kysely, Selectable } from "kysely";
import type { Model, ModelVersion, Promotion } from "../../contract/records/models.ts";
import { evidencedDigests } from "../../governance/requirements/index.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { PackageRecord } from "./model-version.ts";
import type { ModelsTables } from "./tables.ts";

type Row = Selectable<ModelsTables["model_versions"]>;

/** The registered models by name, with their aliases. */
export async function readModels(meta: MetaStore, name?: string): Promise<Model[]> {
  const db = meta.read<ModelsTables>();
  let query = db
    .selectFrom("models as m")
    .leftJoin("model_versions as v", (join) =>
      join.onRef("v.model", "=", "m.name").on("v.is_deleted", "=", 0),
    )
    .select((each) => [
      "m.name",
      "m.description",
      "m.created_at",
      each.fn.count<number>("v.id").as("versions"),
      // The newest that can be opened as a package; what clients registered is listed by the registry.
      each.fn.max("v.version").filterWhere("v.package", "is not", null).as("latest"),
    ])
    .groupBy(["m.name", "m.description", "m.created_at"])
    .orderBy("m.name");
  let aliasQuery = db.selectFrom("model_aliases").selectAll().orderBy("alias");
  if (name !== undefined) {
    query = query.where("m.name", "=", name);
    aliasQuery = aliasQuery.where("model", "=", name);
  }
  const rows = await query.execute();
  const aliases = await aliasQuery.execute();
  return rows.map((row) => ({
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    versions: row.versions,
    latestVersion: row.latest,
    aliases: Object.fromEntries(
      aliases.filter(({ model }) => model === row.name).map(({ alias, version }) => [alias, version]),
    ),
  }));
}

/** Versions of a model, newest first; the cursor is the last version number seen. */
export async function readVersions(
  meta: MetaStore,
  model: string,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: ModelVersion[]; next: string | null }> {
  const db = meta.read<ModelsTables>();
  let query = db
    .selectFrom("model_versions")
    .selectAll()
    .where("model", "=", model)
    .where("package", "is not", null)
    .orderBy("version", "desc");
  if (page.cursor !== undefined) query = query.where("version", "<", Number(page.cursor) || 0);
  const rows = await query.limit(page.limit + 1).execute();
  const items = await withAliases(db, rows.slice(0, page.limit));
  return { items, next: rows.length > page.limit ? String(items.at(-1)?.version) : null };
}

/** A version by id, or models/no-version-id. */
export async function readVersionById(meta: MetaStore, id: string): Promise<ModelVersion> {
  const db = meta.read<ModelsTables>();
  const row = await db
    .selectFrom("model_versions")
    .selectAll()
    .where("id", "=", id)
    .where("is_deleted", "=", 0)
    .executeTakeFirst();
  const [version] = row === undefined ? [] : await withAliases(db, [packaged(row)]);
  if (version === undefined) throw fail("models/no-version-id", { id });
  return version;
}

/** A version by number, by alias, or `latest`. */
export async function readVersion(meta: MetaStore, model: string, wanted: string): Promise<ModelVersion> {
  const db = meta.read<ModelsTables>();
  const number = await versionNumber(db, model, wanted);
  const row = await db
    .selectFrom("model_versions")
    .selectAll()
    .where("model", "=", model)
    .where("version", "=", number)
    .where("is_deleted", "=", 0)
    .executeTakeFirst();
  const [version] = row === undefined ? [] : await withAliases(db, [packaged(row)]);
  if (version === undefined) throw fail("models/no-version", { model, version: wanted });
  return version;
}

const blobPage = 100;

/** The files of registered packages, and the models that evidence is bound to, refused ones included. */
export async function* referencedBlobs(meta: MetaStore): AsyncGenerator<string> {
  yield* evidencedDigests(meta);
  for (let after = ""; ;) {
    const rows = await meta
      .read<ModelsTables>()
      .selectFrom("model_versions")
      .select(["id", "package"])
      .where("package", "is not", null)
      .where("id", ">", after)
      .orderBy("id")
      .limit(blobPage)
      .execute();
    for (const row of rows) {
      const { files } = JSON.parse(row.package ?? "{}") as PackageRecord;
      yield* files.map(({ sha256 }) => sha256);
    }
    if (rows.length < blobPage) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** A row that is a package of ours; models/no-package for what a client registered. */
export function packaged(row: Row): Row {
  if (row.package === null) throw fail("models/no-package", { model: row.model, version: row.version });
  return row;
}

/** The number behind a number, an alias or `latest`; models/no-model or models/no-version when there is none. */
export async function versionNumber(
  db: Kysely<ModelsTables>,
  model: string,
  wanted: string,
): Promise<number> {
  const known = await db.selectFrom("models").select("name").where("name", "=", model).executeTakeFirst();
  if (known === undefined) throw fail("models/no-model", { name: model });
  if (/^\d{1,9}$/.test(wanted)) return Number(wanted);
  if (wanted === "latest") {
    const { latest } = await db
      .selectFrom("model_versions")
      .select((each) => each.fn.max<number | null>("version").as("latest"))
      .where("model", "=", model)
      .where("is_deleted", "=", 0)
      .executeTakeFirstOrThrow();
    if (latest === null) throw fail("models/no-version", { model, version: wanted });
    return latest;
  }
  const row = await db
    .selectFrom("model_aliases")
    .select("version")
    .where("model", "=", model)
    .where("alias", "=", wanted)
    .executeTakeFirst();
  if (row === undefined) throw fail("models/no-version", { model, version: wanted });
  return row.version;
}

/** Ids of the newest versions that have these digests, by digest. */
export async function versionsByDigest(
  meta: MetaStore,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (digests.length === 0) return new Map();
  const rows = await meta
    .read<ModelsTables>()
    .selectFrom("model_versions")
    .select(["digest", "id"])
    .where("digest", "in", [...new Set(digests)])
    .orderBy("created_at")
    .orderBy("version")
    .execute();
  return new Map(rows.map((row) => [row.digest ?? "", row.id]));
}

/** Every move of an alias or a stage of a model, newest first; also of a model that was deleted since. */
export async function readPromotions(meta: MetaStore, model: string): Promise<Promotion[]> {
  const rows = await meta
    .read<ModelsTables>()
    .selectFrom("model_promotions")
    .selectAll()
    .where("model", "=", model)
    .orderBy("seq", "desc")
    .execute();
  return rows.map(promotionOf);
}

export function promotionOf(row: Selectable<ModelsTables["model_promotions"]>): Promotion {
  return {
    seq: row.seq,
    model: row.model,
    kind: row.kind,
    alias: row.alias,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    by: row.promoted_by,
    reason: row.reason,
    evidence: JSON.parse(row.evidence) as string[],
    at: row.at,
  };
}

async function withAliases(db: Kysely<ModelsTables>, rows: readonly Row[]): Promise<ModelVersion[]> {
  if (rows.length === 0) return [];
  const models = [...new Set(rows.map((row) => row.model))];
  const aliases = await db
    .selectFrom("model_aliases")
    .selectAll()
    .where("model", "in", models)
    .orderBy("alias")
    .execute();
  return rows.map((row) => ({
    ...(JSON.parse(row.package ?? "{}") as PackageRecord),
    id: row.id,
    model: row.model,
    version: row.version,
    digest: row.digest ?? "",
    algorithm: row.algorithm ?? "",
    runId: row.run_id,
    pipelineRunId: row.pipeline_run_id,
    aliases: aliases
      .filter(({ model, version }) => model === row.model && version === row.version)
      .map(({ alias }) => alias),
    createdAt: row.created_at,
  }));
}
