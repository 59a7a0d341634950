import { newId } from "../../../kernel/ids.ts";
import { PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { Refused, SourceVersion } from "../../../ports/tracking-source.ts";
import type { Mover } from "../registry/aliases.ts";
import { checkTags } from "../registry/names.ts";
import { recordPromotion } from "../registry/record-promotion.ts";
import { resolveSource } from "../registry/resolve-source.ts";
import type { ResolvedSource } from "../registry/source-address.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { digestOf } from "./import-model.ts";
import { importedVersions, noteImportedVersion } from "./imported-models.ts";

/** A version as the source has it, and where its files are here. */
export interface ImportedVersion {
  readonly found: SourceVersion;
  readonly source: string;
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
}

export interface ImportedVersions {
  readonly written: number;
  readonly here: number;
  readonly refused: readonly Refused[];
}

/** Writes versions of an imported model with their numbers, stages, tags and times; gaps between them stay. */
export async function importVersions(
  deps: ModelsDeps,
  asked: {
    readonly source: string;
    readonly model: string;
    readonly isPrompt: boolean;
    readonly versions: readonly ImportedVersion[];
    readonly mover: Mover;
  },
): Promise<ImportedVersions> {
  const { meta, clock } = deps;
  const refused: Refused[] = [];
  const known = await importedVersions(meta.read<ModelsTables>(), asked.model);
  const changed = asked.versions.filter(({ found }) => known.get(found.version)?.digest !== digestOf(found));
  const ready: { version: ImportedVersion; tags: Map<string, string>; resolved: ResolvedSource }[] = [];
  for (const version of changed) {
    try {
      const tags = checkTags(version.found.tags);
      const resolved = await resolveSource(deps, { ...version, isPrompt: asked.isPrompt });
      ready.push({ version, tags, resolved });
    } catch (error) {
      if (!(error instanceof PrumoError)) throw error;
      refused.push({ name: `${asked.model} v${version.found.version}`, reason: error.message });
    }
  }
  let written = 0;
  await meta.write<ModelsTables, void>(async (tx) => {
    for (const { version, tags, resolved } of ready) {
      const { found } = version;
      const isNew = !known.has(found.version);
      if (isNew && (await isTaken(tx, asked.model, found.version))) {
        const reason = "a version that was not imported has its number here";
        refused.push({ name: `${asked.model} v${found.version}`, reason });
        continue;
      }
      await writeVersion(tx, clock.now(), { model: asked.model, found, resolved, mover: asked.mover });
      await tx.insert(
        "model_version_tags",
        ["model", "version", "key", "value"],
        [...tags].map(([key, value]) => [asked.model, found.version, key, value]),
        { columns: ["model", "version", "key"], update: ["value"] },
      );
      await noteImportedVersion(tx, {
        model: asked.model,
        version: found.version,
        source: asked.source,
        digest: digestOf(found),
        aliases: null,
      });
      written++;
    }
  });
  return { written, here: asked.versions.length - changed.length, refused };
}

async function isTaken(
  { db }: MetaTransaction<ModelsTables>,
  model: string,
  version: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("model_versions")
    .select("id")
    .where("model", "=", model)
    .where("version", "=", version)
    .executeTakeFirst();
  return row !== undefined;
}

async function writeVersion(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  {
    model,
    found,
    resolved,
    mover,
  }: {
    readonly model: string;
    readonly found: SourceVersion;
    readonly resolved: ResolvedSource;
    readonly mover: Mover;
  },
): Promise<void> {
  const { version } = found;
  const before = await tx.db
    .selectFrom("model_versions")
    .select(["id", "stage", "is_deleted"])
    .where("model", "=", model)
    .where("version", "=", version)
    .executeTakeFirst();
  if (before?.is_deleted === 1) return; // deleted here since: a number that is given up stays so
  const said = {
    source: resolved.source,
    artifact_root: resolved.artifactRoot,
    run_id: resolved.runId ?? null,
    model_id: resolved.modelId ?? null,
    run_link: found.runLink ?? null,
    description: found.description ?? null,
    stage: found.stage,
    created_at: found.createdAt,
    updated_at: found.updatedAt,
  };
  if (before === undefined) {
    const id = newId("modelVersion", now);
    await tx.db
      .insertInto("model_versions")
      .values({ id, model, version, created_by: found.user || mover.by, is_deleted: 0, ...said })
      .execute();
    tx.emit("model.version-registered", id, { model, version, versionId: id });
  } else {
    await tx.db.updateTable("model_versions").set(said).where("id", "=", before.id).execute();
  }
  if (found.stage === (before?.stage ?? "None")) return;
  await recordPromotion(tx, now, {
    model,
    kind: "stage",
    alias: found.stage,
    from: null,
    to: version,
    ...mover,
  });
}
