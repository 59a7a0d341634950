import type { Transaction } from "kysely";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { EvidenceTables } from "../../../governance/requirements/index.ts";
import type { ModelsTables } from "../tables.ts";

export interface MovedTo {
  readonly model: string;
  readonly kind: "alias" | "stage";
  /** Name of the alias or of the stage. */
  readonly alias: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly by: string;
  readonly reason: string;
}

/** Writes down a move of an alias or a stage, with the evidence that the version it goes to has by now. */
export async function recordPromotion(
  tx: MetaTransaction<ModelsTables>,
  now: number,
  moved: MovedTo,
): Promise<void> {
  const { db } = tx;
  const last = await db
    .selectFrom("model_promotions")
    .select((each) => each.fn.max<number | null>("seq").as("seq"))
    .where("model", "=", moved.model)
    .executeTakeFirst();
  await db
    .insertInto("model_promotions")
    .values({
      model: moved.model,
      seq: (last?.seq ?? 0) + 1,
      kind: moved.kind,
      alias: moved.alias,
      from_version: moved.from,
      to_version: moved.to,
      promoted_by: moved.by,
      reason: moved.reason,
      evidence: JSON.stringify(await evidenceOfVersion(tx, moved)),
      at: now,
    })
    .execute();
}

async function evidenceOfVersion(
  { db }: MetaTransaction<ModelsTables>,
  { model, to }: MovedTo,
): Promise<string[]> {
  if (to === null) return [];
  const version = await db
    .selectFrom("model_versions")
    .select("digest")
    .where("model", "=", model)
    .where("version", "=", to)
    .executeTakeFirst();
  if (version === undefined || version.digest === null) return [];
  const evidence = await (db as unknown as Transaction<EvidenceTables>)
    .selectFrom("evidence")
    .select("id")
    .where("model_digest", "=", version.digest)
    .orderBy("id")
    .execute();
  return evidence.map(({ id }) => id);
}
