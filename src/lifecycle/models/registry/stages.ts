import { type ModelStage, modelStages } from "../../../contract/records/models.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { type Mover, touch } from "./aliases.ts";
import { recordPromotion } from "./record-promotion.ts";
import { versionRow } from "./registry-store.ts";

/** A stage by its name in any case. */
export function stageOf(text: string): ModelStage {
  const stage = modelStages.find((known) => known.toLowerCase() === text.toLowerCase());
  if (stage === undefined) throw fail("models/bad-stage", { stage: text.slice(0, 100) });
  return stage;
}

export interface MoveToStage {
  readonly model: string;
  readonly version: number;
  readonly stage: string;
  /** Whether the versions that are in the stage are archived. */
  readonly archivesOthers: boolean;
}

/** Moves a version to a stage and writes down every move. */
export async function moveToStage(
  { meta, clock }: ModelsDeps,
  asked: MoveToStage,
  mover: Mover,
): Promise<void> {
  const { model, version } = asked;
  const stage = stageOf(asked.stage);
  if (asked.archivesOthers && stage !== "Staging" && stage !== "Production") {
    throw fail("models/not-active-stage", { stage: asked.stage });
  }
  await meta.write<ModelsTables, void>(async (tx) => {
    const row = await versionRow(tx.db, model, version);
    const now = clock.now();
    const inStage = await tx.db
      .selectFrom("model_versions")
      .select("version")
      .where("model", "=", model)
      .where("stage", "=", stage)
      .where("is_deleted", "=", 0)
      .where("version", "!=", version)
      .orderBy("version", "desc")
      .execute();
    const set = (number: number, to: ModelStage) =>
      tx.db
        .updateTable("model_versions")
        .set({ stage: to, updated_at: now })
        .where("model", "=", model)
        .where("version", "=", number)
        .execute();
    await set(version, stage);
    if (row.stage !== stage) {
      const from = inStage[0]?.version ?? null;
      await recordPromotion(tx, now, { model, kind: "stage", alias: stage, from, to: version, ...mover });
    }
    for (const other of asked.archivesOthers ? inStage : []) {
      await set(other.version, "Archived");
      const archived = { model, kind: "stage" as const, alias: "Archived", from: null, to: other.version };
      await recordPromotion(tx, now, { ...archived, ...mover });
    }
    await touch(tx, model, now);
    tx.emit("model.changed", model, { model, version, change: "stage" });
  });
}
