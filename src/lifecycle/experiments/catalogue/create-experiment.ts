import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { ExperimentsDeps } from "../surface.ts";
import { checkKey, checkLength, limits } from "../limits.ts";
import { nextNumbers } from "../sequences.ts";
import type { ExperimentsTables } from "../tables.ts";
import { checkArtifactRoot } from "./artifact-root.ts";
import { defaultExperimentId } from "./experiment-id.ts";

export interface CreateExperiment {
  readonly name: string;
  /** Default: `mlflow-artifacts:/<id>`. */
  readonly artifactRoot?: string | undefined;
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | undefined;
}

/** Makes an experiment and answers its id. A name that is taken, by a deleted one as well, is refused. */
export async function createExperiment(deps: ExperimentsDeps, asked: CreateExperiment): Promise<string> {
  checkName(asked.name);
  const root = asked.artifactRoot ? checkArtifactRoot(asked.artifactRoot) : undefined;
  for (const tag of asked.tags ?? []) checkExperimentTag(tag);
  return deps.meta.write<ExperimentsTables, string>(async (tx) => {
    const known = await named(tx, asked.name);
    if (known !== undefined) {
      throw fail(known.is_deleted === 1 ? "experiments/name-of-deleted" : "experiments/exists", {
        name: asked.name,
        id: known.id,
      });
    }
    return insertExperiment(tx, deps.clock.now(), { ...asked, artifactRoot: root });
  });
}

/** The id of the experiment of this name, made when there is none. For pipelines, inside their transaction. */
export async function experimentOfName(
  tx: MetaTransaction<ExperimentsTables>,
  now: number,
  name: string,
): Promise<number> {
  const known = await named(tx, name);
  if (known?.is_deleted === 1) throw fail("experiments/deleted", { id: known.id });
  return known?.id ?? Number(await insertExperiment(tx, now, { name }));
}

/** The experiment 0, which MLflow's clients take for granted. */
export async function ensureDefaultExperiment({ meta, clock }: ExperimentsDeps): Promise<void> {
  const now = clock.now();
  const id = Number(defaultExperimentId);
  const there = await meta
    .read<ExperimentsTables>()
    .selectFrom("experiments")
    .select("id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (there !== undefined) return;
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await db
      .insertInto("experiments")
      .values(row(id, "Default", `mlflow-artifacts:/${id}`, now))
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  });
}

export function checkName(name: string): void {
  if (name === "") throw fail("experiments/bad-name", { name });
  checkLength("name", limits.experimentName, name);
}

export function checkExperimentTag(tag: { readonly key: string; readonly value: string }): void {
  checkKey("key", tag.key);
  checkLength("key", limits.key, tag.key);
  checkLength("value", limits.experimentTagValue, tag.value);
}

async function named({ db }: MetaTransaction<ExperimentsTables>, name: string) {
  return db
    .selectFrom("experiments")
    .select(["id", "is_deleted"])
    .where("name", "=", name)
    .executeTakeFirst();
}

async function insertExperiment(
  tx: MetaTransaction<ExperimentsTables>,
  now: number,
  asked: CreateExperiment,
): Promise<string> {
  const id = await nextNumbers(tx.db, "experiment", 1);
  const root = asked.artifactRoot ?? `mlflow-artifacts:/${id}`;
  await tx.db
    .insertInto("experiments")
    .values(row(id, asked.name, root, now))
    .execute();
  const tags = new Map((asked.tags ?? []).map(({ key, value }) => [key, value]));
  await tx.insert(
    "experiment_tags",
    ["experiment_id", "key", "value"],
    [...tags].map(([key, value]) => [id, key, value]),
  );
  return String(id);
}

function row(id: number, name: string, artifactRoot: string, now: number) {
  return { id, name, artifact_root: artifactRoot, is_deleted: 0, created_at: now, updated_at: now };
}
