import type { ModelVersion } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import { checkAlias } from "./model-version.ts";
import { moveAlias, touch } from "./registry/aliases.ts";
import type { ModelsDeps, Promote } from "./surface.ts";
import type { ModelsTables } from "./tables.ts";
import { packaged, readVersion, versionNumber } from "./version-store.ts";

/** Sets an alias to a package of ours and writes down who moved it, from where, why. Nothing happens when it is there already. */
export async function promote({ meta, clock }: ModelsDeps, asked: Promote): Promise<ModelVersion> {
  const alias = checkAlias(asked.alias);
  const { model, by, reason } = asked;
  const number = await meta.write<ModelsTables, number>(async (tx) => {
    const version = await versionNumber(tx.db, model, asked.version);
    const row = await tx.db
      .selectFrom("model_versions")
      .selectAll()
      .where("model", "=", model)
      .where("version", "=", version)
      .where("is_deleted", "=", 0)
      .executeTakeFirst();
    if (row === undefined) throw fail("models/no-version", { model, version: asked.version });
    packaged(row);
    await moveAlias(tx, clock.now(), { model, alias, version }, { by, reason });
    await touch(tx, model, clock.now());
    return version;
  });
  return readVersion(meta, model, String(number));
}
