import { fail } from "../../../kernel/errors/prumo-error.ts";
import { hashJson } from "../../../kernel/hashing.ts";
import type { Json } from "../../../kernel/json.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { SourceModel } from "../../../ports/tracking-source.ts";
import { type Mover, moveAlias } from "../registry/aliases.ts";
import { checkModelName, checkNewAlias, checkTags } from "../registry/names.ts";
import { versionRow } from "../registry/registry-store.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { forgetImported, importedVersions, noteImportedVersion } from "./imported-models.ts";

/** A digest that nothing has: of what is begun and not finished. */
const begun = "";

/**
 * Registers a name as the source has it, with description, tags and times. A model of ours by that name is left alone:
 * models/exists. Answers whether the source says other than when it was imported last.
 */
export async function importModel(
  { meta }: ModelsDeps,
  source: string,
  found: SourceModel,
): Promise<{ readonly isChanged: boolean }> {
  const { name, description } = found;
  checkModelName(name);
  const tags = checkTags(found.tags);
  return meta.write<ModelsTables, { isChanged: boolean }>(async (tx) => {
    const here = await tx.db.selectFrom("models").select("name").where("name", "=", name).executeTakeFirst();
    if (here === undefined) await forgetImported(tx, name);
    const before = (await importedVersions(tx.db, name)).get(0);
    if (here !== undefined && before === undefined) throw fail("models/exists", { name });
    if (before?.digest === digestOf(found)) return { isChanged: false };
    const times = { created_at: found.createdAt, updated_at: found.updatedAt };
    await tx.db
      .insertInto("models")
      .values({ name, description, ...times })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ description, ...times }))
      .execute();
    if (here === undefined) tx.emit("model.registered", name, { model: name });
    await tx.insert(
      "model_tags",
      ["model", "key", "value"],
      [...tags].map(([key, value]) => [name, key, value]),
      { columns: ["model", "key"], update: ["value"] },
    );
    await noteImportedVersion(tx, {
      model: name,
      version: 0,
      source,
      digest: begun,
      aliases: before?.aliases ?? null,
    });
    return { isChanged: true };
  });
}

/** Points the aliases that the source has moved since the last import; ends the import of a model. */
export async function importAliases(
  { meta, clock }: ModelsDeps,
  source: string,
  found: SourceModel,
  mover: Mover,
): Promise<{ readonly refused: readonly string[] }> {
  const refused: string[] = [];
  await meta.write<ModelsTables, void>(async (tx) => {
    const before = (await importedVersions(tx.db, found.name)).get(0);
    const pointed = new Map<string, number>(JSON.parse(before?.aliases ?? "[]") as [string, number][]);
    for (const { alias, version } of found.aliases) {
      if (pointed.get(alias) === version) continue;
      if (await pointsWell(tx, found.name, alias, version)) {
        await moveAlias(tx, clock.now(), { model: found.name, alias, version }, mover);
        pointed.set(alias, version);
      } else refused.push(`alias ${alias} of v${version}`.slice(0, 300));
    }
    await noteImportedVersion(tx, {
      model: found.name,
      version: 0,
      source,
      digest: refused.length === 0 ? digestOf(found) : begun,
      aliases: JSON.stringify([...pointed]),
    });
  });
  return { refused };
}

async function pointsWell(
  { db }: MetaTransaction<ModelsTables>,
  model: string,
  alias: string,
  version: number,
): Promise<boolean> {
  try {
    checkNewAlias(alias);
    await versionRow(db, model, version);
    return true;
  } catch {
    return false;
  }
}

export function digestOf(found: object): string {
  return hashJson(found as unknown as Json);
}
