import { newId } from "../../../kernel/ids.ts";
import type { KeyValue } from "../../experiments/index.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { endTenures, touch } from "./aliases.ts";
import { refuseLive } from "./change-models.ts";
import { checkTagKey, checkTags } from "./names.ts";
import { isPromptValue, promptTag } from "./prompts.ts";
import { noteRegistration } from "./note-registration.ts";
import { versionCreated, versionTagDeleted, versionTagSet } from "../webhooks/news.ts";
import { modelRow, versionRow } from "./registry-store.ts";
import { resolveSource } from "./resolve-source.ts";
import { tell } from "./tell.ts";

export interface CreateVersion {
  readonly model: string;
  readonly source: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly runLink?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: readonly KeyValue[];
  readonly by: string;
}

/** Registers the next version of a model from what a client made; numbers are never used twice. */
export async function createVersion(deps: ModelsDeps, asked: CreateVersion): Promise<number> {
  const { meta, clock } = deps;
  const tags = checkTags(asked.tags);
  await modelRow(meta.read<ModelsTables>(), asked.model);
  const isPrompt = isPromptValue(tags.get(promptTag));
  const { source, artifactRoot, runId, modelId } = await resolveSource(deps, { ...asked, isPrompt });
  const made = await meta.write<ModelsTables, number>(async (tx) => {
    const { db } = tx;
    await modelRow(db, asked.model);
    const { last } = await db
      .selectFrom("model_versions")
      .select((each) => each.fn.max<number | null>("version").as("last"))
      .where("model", "=", asked.model)
      .executeTakeFirstOrThrow();
    const version = (last ?? 0) + 1;
    const now = clock.now();
    const id = newId("modelVersion", now);
    await db
      .insertInto("model_versions")
      .values({
        id,
        model: asked.model,
        version,
        source,
        artifact_root: artifactRoot,
        run_id: runId ?? null,
        model_id: modelId ?? null,
        run_link: asked.runLink || null,
        description: asked.description || null,
        stage: "None",
        created_by: asked.by,
        is_deleted: 0,
        created_at: now,
        updated_at: now,
      })
      .execute();
    await tx.insert(
      "model_version_tags",
      ["model", "version", "key", "value"],
      [...tags].map(([key, value]) => [asked.model, version, key, value]),
    );
    await touch(tx, asked.model, now);
    tx.emit("model.version-registered", id, { model: asked.model, version, versionId: id });
    const news = versionCreated({
      model: asked.model,
      version,
      source,
      runId: runId || null,
      tags: Object.fromEntries(tags),
      description: asked.description || null,
    });
    await tell(tx, now, asked.model, news, isPrompt);
    return version;
  });
  if (modelId !== undefined) await noteRegistration(deps, modelId, { name: asked.model, version: made });
  return made;
}

export async function describeVersion(
  { meta, clock }: ModelsDeps,
  model: string,
  version: number,
  description: string | null,
): Promise<void> {
  await meta.write<ModelsTables, void>(async (tx) => {
    const { id } = await versionRow(tx.db, model, version);
    const now = clock.now();
    await tx.db
      .updateTable("model_versions")
      .set({ description, updated_at: now })
      .where("id", "=", id)
      .execute();
    tx.emit("model.changed", model, { model, version, change: "description" });
  });
}

/** Removes what a version says and its aliases; its number stays used, and its evidence and history stay. */
export async function deleteVersion(
  { meta, clock }: ModelsDeps,
  model: string,
  version: number,
  by: string,
): Promise<void> {
  await meta.write<ModelsTables, void>(async (tx) => {
    const { db } = tx;
    const { id } = await versionRow(db, model, version);
    await refuseLive(tx, model, version);
    const now = clock.now();
    await endTenures(tx, now, { model, version }, { by, reason: "the version was deleted" });
    await db.deleteFrom("model_aliases").where("model", "=", model).where("version", "=", version).execute();
    await db
      .deleteFrom("model_version_tags")
      .where("model", "=", model)
      .where("version", "=", version)
      .execute();
    await db
      .updateTable("model_versions")
      .set({
        is_deleted: 1,
        stage: "None",
        description: null,
        package: null,
        digest: null,
        source: "",
        artifact_root: "",
        run_id: null,
        model_id: null,
        run_link: null,
        updated_at: now,
      })
      .where("id", "=", id)
      .execute();
    await touch(tx, model, now);
    tx.emit("model.changed", model, { model, version, change: "deleted" });
  });
}

export async function tagVersion(
  { meta, clock }: ModelsDeps,
  model: string,
  version: number,
  tag: KeyValue,
): Promise<void> {
  const tags = checkTags([tag]);
  await meta.write<ModelsTables, void>(async (tx) => {
    await versionRow(tx.db, model, version);
    await tx.insert(
      "model_version_tags",
      ["model", "version", "key", "value"],
      [...tags].map(([key, value]) => [model, version, key, value]),
      { columns: ["model", "version", "key"], update: ["value"] },
    );
    const now = clock.now();
    tx.emit("model.version-tag-changed", model, { model, version, ...tag });
    await tell(tx, now, model, versionTagSet({ model, version }, tag.key, tag.value));
  });
}

/** A tag that is not there is no error, and MLflow tells of it all the same. */
export async function untagVersion(
  { meta, clock }: ModelsDeps,
  model: string,
  version: number,
  key: string,
): Promise<void> {
  checkTagKey(key);
  await meta.write<ModelsTables, void>(async (tx) => {
    await versionRow(tx.db, model, version);
    const { numDeletedRows } = await tx.db
      .deleteFrom("model_version_tags")
      .where("model", "=", model)
      .where("version", "=", version)
      .where("key", "=", key)
      .executeTakeFirst();
    if (numDeletedRows > 0n)
      tx.emit("model.version-tag-changed", model, { model, version, key, value: null });
    await tell(tx, clock.now(), model, versionTagDeleted({ model, version }, key));
  });
}
