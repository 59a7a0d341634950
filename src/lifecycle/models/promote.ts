import type { ModelVersion } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { checkAlias } from "./model-version.ts";
import type { ModelsDeps, Promote } from "./surface.ts";
import type { ModelsTables } from "./tables.ts";
import { readVersion, versionNumber } from "./version-store.ts";

/** Sets an alias and writes down who moved it, from where, why. Nothing happens when it is there already. */
export async function promote({ meta, clock }: ModelsDeps, asked: Promote): Promise<ModelVersion> {
  const alias = checkAlias(asked.alias);
  const { model } = asked;
  const number = await meta.write<ModelsTables, number>(async ({ db, emit }) => {
    const to = await versionNumber(db, model, asked.version);
    const exists = await db
      .selectFrom("model_versions")
      .select("id")
      .where("model", "=", model)
      .where("version", "=", to)
      .executeTakeFirst();
    if (exists === undefined) throw fail("models/no-version", { model, version: asked.version });
    const before = await db
      .selectFrom("model_aliases")
      .select("version")
      .where("model", "=", model)
      .where("alias", "=", alias)
      .executeTakeFirst();
    if (before?.version === to) return to;
    await db
      .insertInto("model_aliases")
      .values({ model, alias, version: to })
      .onConflict((conflict) => conflict.columns(["model", "alias"]).doUpdateSet({ version: to }))
      .execute();
    const last = await db
      .selectFrom("model_promotions")
      .select((each) => each.fn.max("seq").as("seq"))
      .where("model", "=", model)
      .executeTakeFirst();
    await db
      .insertInto("model_promotions")
      .values({
        model,
        seq: (last?.seq ?? 0) + 1,
        alias,
        from_version: before?.version ?? null,
        to_version: to,
        promoted_by: asked.by,
        reason: asked.reason,
        at: clock.now(),
      })
      .execute();
    emit("model.promoted", model, { model, alias, version: to });
    return to;
  });
  return readVersion(meta, model, String(number));
}
