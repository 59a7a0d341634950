import type { Transaction } from "kysely";
import { numberIn } from "../../../engines/search/number-text.ts";
import { metricNumber } from "../../../contract/records/experiments.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { Refused, SourcePoint, SourceRun } from "../../../ports/tracking-source.ts";
import { experimentRow } from "../catalogue/experiment-store.ts";
import { addPoints } from "../logging/add-points.ts";
import { checkPoints } from "../logging/check-points.ts";
import { addInputs, checkInput } from "../logging/log-inputs.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { digestOf, noteImported, rootOf } from "./imported.ts";
import { sound, soundPairs } from "./sound.ts";
import type { ImportTables } from "./tables.ts";

export interface ImportedRuns {
  /** Ids of the runs that are written; their points and files may follow. */
  readonly written: readonly string[];
  readonly refused: readonly Refused[];
}

/**
 * Writes runs as the source has them, deleted or not, all in one transaction and without their points. A run that an
 * import has written before is brought up to date; one of our own with the same id is left alone.
 */
export async function importRuns(
  { meta, clock }: ExperimentsDeps,
  asked: { readonly source: string; readonly experimentId: string; readonly runs: readonly SourceRun[] },
): Promise<ImportedRuns> {
  const written: string[] = [];
  const refused: Refused[] = [];
  await meta.write<ExperimentsTables, void>(async (tx) => {
    const experiment = await experimentRow(tx.db, asked.experimentId);
    const known = await runsHere(tx, asked.runs);
    for (const run of asked.runs) {
      const here = known.get(run.id);
      if (here?.isOurs === true) {
        refused.push({ name: run.id, reason: "a run that was not imported has its id here" });
        continue;
      }
      const place = { id: run.id, experimentId: here?.experimentId ?? experiment.id };
      await writeRun(tx, clock.now(), {
        run,
        root: rootOf(experiment),
        ...place,
        isNew: here === undefined,
      });
      await writeBelow(tx, place, run, refused);
      await noteImported(tx, clock.now(), {
        kind: "run",
        id: run.id,
        source: asked.source,
        sourceRoot: run.artifactRoot,
        digest: digestOf(run),
        isNew: here === undefined,
      });
      written.push(run.id);
    }
    // One event for all of them: whoever shows the experiment looks anew.
    const [last] = asked.runs.filter(({ id }) => id === written.at(-1));
    if (last === undefined) return;
    const data = { experiment: experiment.name, runId: last.id, state: last.state };
    tx.emit("experiment.run-changed", last.id, data);
  });
  return { written, refused };
}

async function runsHere(tx: MetaTransaction<ExperimentsTables>, runs: readonly SourceRun[]) {
  const ids = runs.map(({ id }) => id);
  if (ids.length === 0) return new Map<string, { experimentId: number; isOurs: boolean }>();
  const rows = await tx.db
    .selectFrom("runs")
    .select(["id", "experiment_id"])
    .where("id", "in", ids)
    .execute();
  const db = tx.db as unknown as Transaction<ImportTables>;
  const noted = await db
    .selectFrom("imported")
    .select("id")
    .where("kind", "=", "run")
    .where("id", "in", ids)
    .execute();
  const imported = new Set(noted.map(({ id }) => id));
  return new Map(
    rows.map((row) => [row.id, { experimentId: row.experiment_id, isOurs: !imported.has(row.id) }]),
  );
}

async function writeRun(
  { db }: MetaTransaction<ExperimentsTables>,
  now: number,
  {
    run,
    root,
    experimentId,
    isNew,
  }: {
    readonly run: SourceRun;
    readonly root: string;
    readonly experimentId: number;
    readonly isNew: boolean;
  },
): Promise<void> {
  const said = {
    name: run.name,
    user_name: run.user,
    state: run.state,
    is_deleted: run.isDeleted ? 1 : 0,
    deleted_at: run.isDeleted ? now : null,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
  };
  if (!isNew) {
    await db.updateTable("runs").set(said).where("id", "=", run.id).execute();
    return;
  }
  await db
    .insertInto("runs")
    .values({
      id: run.id,
      experiment_id: experimentId,
      artifact_root: `${root}/${run.id}/artifacts`,
      dataset_versions: "[]",
      ...said,
    })
    .execute();
}

async function writeBelow(
  tx: MetaTransaction<ExperimentsTables>,
  place: { readonly id: string; readonly experimentId: number },
  run: SourceRun,
  refused: Refused[],
): Promise<void> {
  const params = soundPairs(refused, run.id, "parameter", run.params);
  const tags = soundPairs(refused, run.id, "tag", run.tags);
  await tx.insert(
    "run_params",
    ["run_id", "key", "value", "number", "experiment_id"],
    [...params].map(([key, value]) => [run.id, key, value, numberIn(value) ?? null, place.experimentId]),
    { columns: ["run_id", "key"], update: ["value", "number"] },
  );
  await tx.insert(
    "run_tags",
    ["run_id", "key", "value", "experiment_id"],
    [...tags].map(([key, value]) => [run.id, key, value, place.experimentId]),
    { columns: ["run_id", "key"], update: ["value"] },
  );
  const inputs = run.inputs.filter((input) =>
    sound(refused, `${run.id}: dataset ${input.name}`, () => checkInput(input)),
  );
  await addInputs(tx, place, inputs);
  await tx.insert(
    "run_model_outputs",
    ["run_id", "model_id", "step"],
    run.modelOutputs.map(({ modelId, step }) => [run.id, modelId, step]),
    "ignore",
  );
}

export interface ImportedPoints {
  readonly runId: string;
  readonly key: string;
  readonly points: readonly SourcePoint[];
}

/** Adds points of runs that were imported; those that are here already are dropped. Answers what cannot be kept. */
export async function importPoints(
  { meta }: ExperimentsDeps,
  curves: readonly ImportedPoints[],
): Promise<Refused[]> {
  const refused: Refused[] = [];
  const byRun = Map.groupBy(curves, ({ runId }) => runId);
  await meta.write<ExperimentsTables, void>(async (tx) => {
    const rows = await tx.db
      .selectFrom("runs")
      .select(["id", "experiment_id"])
      .where("id", "in", [...byRun.keys()])
      .execute();
    for (const { id, experiment_id: experimentId } of rows) {
      const sounds = (byRun.get(id) ?? []).flatMap(({ key, points }) => {
        const batch = points.map((point) => ({ ...point, value: metricNumber(point.value) }));
        return sound(refused, `${id}: metric ${key}`, () => checkPoints(batch)) ? batch : [];
      });
      await addPoints(tx, { id, experimentId }, sounds);
    }
  });
  return refused;
}

/** Notes the logged models that a run was given. */
export async function importModelInputs(
  { meta }: ExperimentsDeps,
  runId: string,
  modelIds: readonly string[],
): Promise<void> {
  if (modelIds.length === 0) return;
  await meta.write<ExperimentsTables, number>((tx) =>
    tx.insert(
      "run_model_inputs",
      ["run_id", "model_id"],
      modelIds.map((modelId) => [runId, modelId]),
      "ignore",
    ),
  );
}
