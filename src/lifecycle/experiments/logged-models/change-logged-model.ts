import { randomUUID } from "node:crypto";
import type { LoggedModel } from "../../../contract/records/experiments.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { activeExperimentRow } from "../catalogue/experiment-store.ts";
import { checkKey, checkLength, cut, limits } from "../limits.ts";
import type { KeyValue } from "../runs/run.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { randomName } from "../runs/random-name.ts";
import { loggedModelRow, readLoggedModel } from "./logged-model-store.ts";

export interface CreateLoggedModel {
  readonly experimentId: string;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly sourceRunId?: string | undefined;
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

/** Notes a model that a run's code is about to store; it is pending until it is finalized. */
export async function createLoggedModel(
  deps: ExperimentsDeps,
  asked: CreateLoggedModel,
): Promise<LoggedModel> {
  const { meta, clock } = deps;
  const name = asked.name || randomName();
  checkModelName(name);
  const params = modelParams(asked.params);
  const tags = modelTags(asked.tags);
  const id = `m-${randomUUID().replaceAll("-", "")}`;
  const now = clock.now();
  await meta.write<ExperimentsTables, void>(async (tx) => {
    const experiment = await activeExperimentRow(tx.db, asked.experimentId);
    await tx.db
      .insertInto("logged_models")
      .values({
        id,
        experiment_id: experiment.id,
        name,
        state: "pending",
        type: asked.type || null,
        source_run_id: asked.sourceRunId || null,
        artifact_root: `${experiment.artifact_root}/models/${id}/artifacts`,
        is_deleted: 0,
        created_at: now,
        updated_at: now,
      })
      .execute();
    await tx.insert("logged_model_params", columns, rows(id, params));
    await tx.insert("logged_model_tags", columns, rows(id, tags));
  });
  return readLoggedModel(meta, id);
}

/** Says that a model's files are all there, or that they are not. */
export async function finalizeLoggedModel(
  { meta, clock }: ExperimentsDeps,
  id: string,
  state: LoggedModel["state"],
): Promise<LoggedModel> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await loggedModelRow(db, id);
    await db
      .updateTable("logged_models")
      .set({ state, updated_at: clock.now() })
      .where("id", "=", id)
      .execute();
  });
  return readLoggedModel(meta, id);
}

/** Hides a logged model. Its files stay until `prumo gc`. */
export async function deleteLoggedModel({ meta, clock }: ExperimentsDeps, id: string): Promise<void> {
  const now = clock.now();
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await loggedModelRow(db, id);
    await db
      .updateTable("logged_models")
      .set({ is_deleted: 1, deleted_at: now, updated_at: now })
      .where("id", "=", id)
      .execute();
  });
}

/** Sets tags of a logged model. */
export async function tagLoggedModel(
  deps: ExperimentsDeps,
  id: string,
  tags: readonly KeyValue[],
): Promise<void> {
  const checked = modelTags(tags);
  await deps.meta.write<ExperimentsTables, void>(async (tx) => {
    await loggedModelRow(tx.db, id);
    await tx.insert("logged_model_tags", columns, rows(id, checked), {
      columns: ["model_id", "key"],
      update: ["value"],
    });
  });
}

export async function untagLoggedModel({ meta }: ExperimentsDeps, id: string, key: string): Promise<void> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    await loggedModelRow(db, id);
    const { numDeletedRows } = await db
      .deleteFrom("logged_model_tags")
      .where("model_id", "=", id)
      .where("key", "=", key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw fail("experiments/no-logged-model-tag", { key, id });
  });
}

/** Adds parameters of a logged model; a key that is there already is refused. */
export async function addLoggedModelParams(
  { meta }: ExperimentsDeps,
  id: string,
  params: readonly KeyValue[],
): Promise<void> {
  const checked = modelParams(params);
  await meta.write<ExperimentsTables, void>(async (tx) => {
    await loggedModelRow(tx.db, id);
    await tx.insert("logged_model_params", columns, rows(id, checked));
  });
}

const columns = ["model_id", "key", "value"];

function rows(id: string, pairs: ReadonlyMap<string, string>): (readonly string[])[] {
  return [...pairs].map(([key, value]) => [id, key, value]);
}

function modelParams(params: readonly KeyValue[]): Map<string, string> {
  return new Map(
    params.map(({ key, value }) => {
      checkKey("key", key);
      checkLength("Param key", limits.key, key);
      return [key, cut(limits.paramValue, value)];
    }),
  );
}

function modelTags(tags: readonly KeyValue[]): Map<string, string> {
  return new Map(
    tags.map(({ key, value }) => {
      checkKey("key", key);
      checkLength("key", limits.key, key);
      return [key, cut(limits.tagValue, value)];
    }),
  );
}

/** Names of logged models stand in addresses such as `models:/name/1`, hence without `/ : . % " '`. */
export function checkModelName(name: string): void {
  if (name.trim() === "" || /[/:.%"']/.test(name)) throw fail("experiments/bad-model-name", { name });
  checkLength("name", limits.experimentName, name);
}
