import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { checkAliasName, checkNewAlias, isLatest } from "./names.ts";
import { recordPromotion } from "./record-promotion.ts";
import { aliasDeleted, aliasSet } from "../webhooks/news.ts";
import { modelRow, newestVersion, versionRow } from "./registry-store.ts";
import { tell } from "./tell.ts";

/** Who moves an alias or a stage, and why. */
export interface Mover {
  readonly by: string;
  readonly reason: string;
}

/**
 * Points an alias at a version, inside a transaction, and tells of it. When it is there already, nothing happens; the
 * webhooks are told again where `tellsAgain`, as MLflow does.
 */
export async function moveAlias(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  { model, alias, version }: { readonly model: string; readonly alias: string; readonly version: number },
  mover: Mover,
  tellsAgain = false,
): Promise<void> {
  const before = await tx.db
    .selectFrom("model_aliases")
    .select("version")
    .where("model", "=", model)
    .where("alias", "=", alias)
    .executeTakeFirst();
  const isThere = before?.version === version;
  if (!isThere || tellsAgain) await tell(tx, now, model, aliasSet({ model, version }, alias));
  if (isThere) return;
  const from = before?.version ?? null;
  await tx.insert("model_aliases", ["model", "alias", "version"], [[model, alias, version]], {
    columns: ["model", "alias"],
    update: ["version"],
  });
  await recordPromotion(tx, now, { model, kind: "alias", alias, from, to: version, ...mover });
  tx.emit("model.promoted", model, { model, alias, version });
  tx.emit("model.alias-changed", model, { model, alias, version, before: from });
}

export async function setAlias(
  { meta, clock }: ModelsDeps,
  asked: { readonly model: string; readonly alias: string; readonly version: number },
  mover: Mover,
): Promise<void> {
  checkNewAlias(asked.alias);
  await meta.write<ModelsTables, void>(async (tx) => {
    await modelRow(tx.db, asked.model);
    await versionRow(tx.db, asked.model, asked.version);
    await moveAlias(tx, clock.now(), asked, mover, true);
  });
}

/** Takes an alias away; one that is not there is no error, and MLflow tells of it all the same. */
export async function deleteAlias(
  { meta, clock }: ModelsDeps,
  model: string,
  alias: string,
  mover: Mover,
): Promise<void> {
  checkAliasName(alias);
  await meta.write<ModelsTables, void>(async (tx) => {
    const now = clock.now();
    await modelRow(tx.db, model);
    await tell(tx, now, model, aliasDeleted(model, alias));
    const before = await tx.db
      .selectFrom("model_aliases")
      .select("version")
      .where("model", "=", model)
      .where("alias", "=", alias)
      .executeTakeFirst();
    if (before === undefined) return;
    await tx.db.deleteFrom("model_aliases").where("model", "=", model).where("alias", "=", alias).execute();
    await recordPromotion(tx, now, {
      model,
      kind: "alias",
      alias,
      from: before.version,
      to: null,
      ...mover,
    });
    tx.emit("model.alias-changed", model, { model, alias, version: null, before: before.version });
  });
}

/** The number of the version that an alias points at; `latest` is the newest version. */
export async function aliasedVersion({ meta }: ModelsDeps, model: string, alias: string): Promise<number> {
  checkAliasName(alias);
  const db = meta.read<ModelsTables>();
  await modelRow(db, model);
  if (isLatest(alias)) {
    const newest = await newestVersion(db, model);
    if (newest === undefined) throw fail("models/no-version", { model, version: alias });
    return newest;
  }
  const row = await db
    .selectFrom("model_aliases")
    .select("version")
    .where("model", "=", model)
    .where("alias", "=", alias)
    .executeTakeFirst();
  if (row === undefined) throw fail("models/no-alias", { model, alias });
  return row.version;
}

/** Writes down that a version, or every version of a model, loses its aliases and leaves its stage. */
export async function endTenures(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  { model, version }: { readonly model: string; readonly version?: number },
  mover: Mover,
): Promise<void> {
  let aliased = tx.db.selectFrom("model_aliases").selectAll().where("model", "=", model).orderBy("alias");
  let staged = tx.db
    .selectFrom("model_versions")
    .select(["version", "stage"])
    .where("model", "=", model)
    .where("is_deleted", "=", 0)
    .where("stage", "!=", "None")
    .orderBy("version");
  if (version !== undefined) {
    aliased = aliased.where("version", "=", version);
    staged = staged.where("version", "=", version);
  }
  for (const { alias, version: before } of await aliased.execute()) {
    await recordPromotion(tx, now, { model, kind: "alias", alias, from: before, to: null, ...mover });
    tx.emit("model.alias-changed", model, { model, alias, version: null, before });
    await tell(tx, now, model, aliasDeleted(model, alias));
  }
  for (const { stage, version: from } of await staged.execute()) {
    await recordPromotion(tx, now, { model, kind: "stage", alias: stage, from, to: null, ...mover });
  }
}

/** Notes that a model changed; as in MLflow, aliases, tags and words of a version are no change of it. */
export async function touch(
  { db }: MetaTransaction<ModelsTables>,
  model: string,
  now: number,
): Promise<void> {
  await db.updateTable("models").set({ updated_at: now }).where("name", "=", model).execute();
}
