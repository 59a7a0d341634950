import type { Kysely } from "kysely";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { ModelsTables } from "../tables.ts";
import type { ImportTables } from "./tables.ts";

/** What an import wrote down of a model (version 0) and of its versions, by number. */
export async function importedVersions(db: Kysely<ModelsTables>, model: string) {
  const rows = await (db as unknown as Kysely<ImportTables>)
    .selectFrom("imported_models")
    .selectAll()
    .where("model", "=", model)
    .execute();
  return new Map(rows.map((row) => [row.version, row]));
}

export async function noteImportedVersion(
  tx: MetaTransaction<ModelsTables>,
  row: ImportTables["imported_models"],
): Promise<void> {
  await tx.insert(
    "imported_models",
    ["model", "version", "source", "digest", "aliases"],
    [[row.model, row.version, row.source, row.digest, row.aliases]],
    { columns: ["model", "version"], update: ["source", "digest", "aliases"] },
  );
}

/** Forgets what was imported under a name that is not registered any more, so that it can be imported again. */
export async function forgetImported(tx: MetaTransaction<ModelsTables>, model: string): Promise<void> {
  const db = tx.db as unknown as Kysely<ImportTables>;
  await db.deleteFrom("imported_models").where("model", "=", model).execute();
}
