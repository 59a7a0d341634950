import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { KeyValue } from "../../experiments/index.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { endTenures } from "./aliases.ts";
import { checkModelName, checkTagKey, checkTags } from "./names.ts";
import { modelCreated, modelTagDeleted, modelTagSet } from "../webhooks/news.ts";
import { modelRow } from "./registry-store.ts";
import { tell } from "./tell.ts";

export interface CreateModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags: readonly KeyValue[];
}

/** Registers a name. */
export async function createModel({ meta, clock }: ModelsDeps, asked: CreateModel): Promise<void> {
  checkModelName(asked.name);
  const tags = checkTags(asked.tags);
  await meta.write<ModelsTables, void>(async (tx) => {
    const known = await tx.db
      .selectFrom("models")
      .select("name")
      .where("name", "=", asked.name)
      .executeTakeFirst();
    if (known !== undefined) throw fail("models/exists", { name: asked.name });
    const now = clock.now();
    await addModel(tx, now, asked.name, asked.description ?? null);
    await tx.insert(
      "model_tags",
      ["model", "key", "value"],
      [...tags].map(([key, value]) => [asked.name, key, value]),
    );
    const { name, description = null } = asked;
    await tell(tx, now, name, modelCreated({ model: name, tags: Object.fromEntries(tags), description }));
  });
}

/** The row of a name, inside a transaction that knows that there is none. */
export async function addModel(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  name: string,
  description: string | null,
): Promise<void> {
  await tx.db.insertInto("models").values({ name, description, created_at: now, updated_at: now }).execute();
  tx.emit("model.registered", name, { model: name });
}

export async function describeModel(
  { meta, clock }: ModelsDeps,
  name: string,
  description: string | null,
): Promise<void> {
  await meta.write<ModelsTables, void>(async (tx) => {
    await modelRow(tx.db, name);
    await tx.db
      .updateTable("models")
      .set({ description, updated_at: clock.now() })
      .where("name", "=", name)
      .execute();
    tx.emit("model.changed", name, { model: name, version: null, change: "description" });
  });
}

/** Gives a model another name, with its versions, tags, aliases and history. */
export async function renameModel({ meta, clock }: ModelsDeps, name: string, to: string): Promise<void> {
  checkModelName(to);
  await meta.write<ModelsTables, void>(async ({ db, emit }) => {
    await modelRow(db, name);
    const now = clock.now();
    if (to === name) {
      await db.updateTable("models").set({ updated_at: now }).where("name", "=", name).execute();
      return;
    }
    const other = await db.selectFrom("models").select("name").where("name", "=", to).executeTakeFirst();
    if (other !== undefined) throw fail("models/exists", { name: to });
    await db.updateTable("models").set({ name: to, updated_at: now }).where("name", "=", name).execute();
    await db
      .updateTable("model_versions")
      .set({ model: to, updated_at: now })
      .where("model", "=", name)
      .execute();
    // A name that was used before has a history of its own: the renamed one's goes on after it.
    const { last } = await db
      .selectFrom("model_promotions")
      .select((each) => each.fn.max<number | null>("seq").as("last"))
      .where("model", "=", to)
      .executeTakeFirstOrThrow();
    await db
      .updateTable("model_promotions")
      .set((each) => ({ model: to, seq: each("seq", "+", last ?? 0) }))
      .where("model", "=", name)
      .execute();
    for (const table of ["model_tags", "model_aliases", "model_version_tags"] as const) {
      await db.updateTable(table).set({ model: to }).where("model", "=", name).execute();
    }
    emit("model.changed", to, { model: to, version: null, change: "renamed" });
  });
}

/** Removes a model with its versions; the name can be used again, and the history of promotions stays. */
export async function deleteModel({ meta, clock }: ModelsDeps, name: string, by: string): Promise<void> {
  await meta.write<ModelsTables, void>(async (tx) => {
    const { db } = tx;
    await modelRow(db, name);
    await refuseLive(tx, name);
    await endTenures(tx, clock.now(), { model: name }, { by, reason: "the model was deleted" });
    await db.deleteFrom("models").where("name", "=", name).execute();
    for (const table of ["model_tags", "model_aliases", "model_version_tags", "model_versions"] as const) {
      await db.deleteFrom(table).where("model", "=", name).execute();
    }
    tx.emit("model.changed", name, { model: name, version: null, change: "deleted" });
  });
}

/** A package that serves is not deleted under its deployment. */
export async function refuseLive(
  { db }: MetaTransaction<ModelsTables>,
  model: string,
  version?: number,
): Promise<void> {
  let query = db
    .selectFrom("model_aliases as a")
    .innerJoin("model_versions as v", (join) =>
      join.onRef("v.model", "=", "a.model").onRef("v.version", "=", "a.version"),
    )
    .select("a.version")
    .where("a.model", "=", model)
    .where("a.alias", "=", "live")
    .where("v.package", "is not", null);
  if (version !== undefined) query = query.where("a.version", "=", version);
  const live = await query.executeTakeFirst();
  if (live !== undefined) throw fail("models/serving", { model, version: live.version });
}

export async function tagModel({ meta, clock }: ModelsDeps, name: string, tag: KeyValue): Promise<void> {
  const tags = checkTags([tag]);
  await meta.write<ModelsTables, void>(async (tx) => {
    await modelRow(tx.db, name);
    await tx.insert(
      "model_tags",
      ["model", "key", "value"],
      [...tags].map(([key, value]) => [name, key, value]),
      { columns: ["model", "key"], update: ["value"] },
    );
    const now = clock.now();
    tx.emit("model.tag-changed", name, { model: name, ...tag });
    await tell(tx, now, name, modelTagSet(name, tag.key, tag.value));
  });
}

/** A tag that is not there is no error, and MLflow tells of it all the same. */
export async function untagModel({ meta, clock }: ModelsDeps, name: string, key: string): Promise<void> {
  checkTagKey(key);
  await meta.write<ModelsTables, void>(async (tx) => {
    await modelRow(tx.db, name);
    const { numDeletedRows } = await tx.db
      .deleteFrom("model_tags")
      .where("model", "=", name)
      .where("key", "=", key)
      .executeTakeFirst();
    if (numDeletedRows > 0n) tx.emit("model.tag-changed", name, { model: name, key, value: null });
    await tell(tx, clock.now(), name, modelTagDeleted(name, key));
  });
}
