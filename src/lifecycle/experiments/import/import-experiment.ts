import type { Transaction } from "kysely";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { Refused, SourceExperiment } from "../../../ports/tracking-source.ts";
import { checkExperimentTag, checkName } from "../catalogue/create-experiment.ts";
import { nextNumbers } from "../sequences.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { digestOf, noteImported } from "./imported.ts";
import { sound } from "./sound.ts";
import type { ImportTables } from "./tables.ts";

export interface ImportedExperiment {
  readonly id: string;
  /** False when nothing changed since it was imported before. */
  readonly isChanged: boolean;
  readonly refused: readonly Refused[];
}

/**
 * An experiment by its name, since its number is another one's here: made as the source has it, deleted or not, or
 * given the tags that it has not. Tags say where it came from.
 */
export async function importExperiment(
  { meta, clock }: ExperimentsDeps,
  source: string,
  found: SourceExperiment,
): Promise<ImportedExperiment> {
  checkName(found.name);
  const refused: Refused[] = [];
  const tags = found.tags.filter((tag) =>
    sound(refused, `${found.name}: tag ${tag.key}`, () => checkExperimentTag(tag)),
  );
  return meta.write<ExperimentsTables, ImportedExperiment>(async (tx) => {
    const known = await tx.db
      .selectFrom("experiments")
      .select(["id", "is_deleted"])
      .where("name", "=", found.name)
      .executeTakeFirst();
    if (known?.is_deleted === 1 && !found.isDeleted) {
      throw fail("experiments/name-of-deleted", { name: found.name, id: known.id });
    }
    const id = known?.id ?? (await insert(tx, found));
    const before = await originOf(tx, id);
    const digest = digestOf({ source, ...found });
    if (before === digest && known !== undefined) return { id: String(id), isChanged: false, refused };
    const origin = [
      { key: "prumo.imported.from", value: source },
      { key: "prumo.imported.experiment_id", value: found.id },
    ];
    const rows = [...tags, ...origin].map(({ key, value }) => [id, key, value]);
    // An experiment that was here before keeps what it says; one that was imported follows its source.
    const conflict =
      known !== undefined && before === undefined
        ? ("ignore" as const)
        : { columns: ["experiment_id", "key"], update: ["value"] };
    await tx.insert("experiment_tags", ["experiment_id", "key", "value"], rows, conflict);
    await noteImported(tx, clock.now(), {
      kind: "experiment",
      id: String(id),
      source,
      sourceRoot: found.artifactRoot,
      digest,
      isNew: known === undefined,
    });
    return { id: String(id), isChanged: true, refused };
  });
}

async function originOf(tx: MetaTransaction<ExperimentsTables>, id: number): Promise<string | undefined> {
  const db = tx.db as unknown as Transaction<ImportTables>;
  const row = await db
    .selectFrom("imported")
    .select("digest")
    .where("kind", "=", "experiment")
    .where("id", "=", String(id))
    .executeTakeFirst();
  return row?.digest;
}

async function insert(tx: MetaTransaction<ExperimentsTables>, found: SourceExperiment): Promise<number> {
  const id = await nextNumbers(tx.db, "experiment", 1);
  await tx.db
    .insertInto("experiments")
    .values({
      id,
      name: found.name,
      artifact_root: `mlflow-artifacts:/${id}`,
      is_deleted: found.isDeleted ? 1 : 0,
      created_at: found.createdAt,
      updated_at: found.updatedAt,
    })
    .execute();
  return id;
}
