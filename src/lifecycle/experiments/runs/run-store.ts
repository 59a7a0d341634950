import type { Kysely } from "kysely";
import {
  type CodeRevision,
  type Energy,
  type Environment,
  metricJson,
  type MetricSummary,
  type Run,
  type RunInput,
} from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { groupBy } from "../group-by.ts";
import type { ExperimentsTables } from "../tables.ts";
import { type RunRow, runRow } from "./run-rows.ts";

/** Ids in one IN list: below what either database takes as parameters. */
const idsPerQuery = 1_000;

/** The run as a whole, or experiments/no-run. */
export async function readRun(meta: MetaStore, id: string): Promise<Run> {
  const db = meta.read<ExperimentsTables>();
  const [run] = await completeRuns(db, [await runRow(db, id)]);
  return run as Run;
}

/** Rows with what the other tables hold of them, in the order of the rows: a few queries whatever their number. */
export async function completeRuns(db: Kysely<ExperimentsTables>, rows: readonly RunRow[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (let from = 0; from < rows.length; from += idsPerQuery) {
    runs.push(...(await complete(db, rows.slice(from, from + idsPerQuery))));
  }
  return runs;
}

async function complete(db: Kysely<ExperimentsTables>, rows: readonly RunRow[]): Promise<Run[]> {
  const ids = rows.map(({ id }) => id);
  const names = await experimentNames(db, rows);
  const params = await pairs(db, "run_params", ids);
  const tags = await pairs(db, "run_tags", ids);
  const metrics = await summaries(db, ids);
  const inputs = await inputsOf(db, ids);
  const given = await modelInputs(db, ids);
  const made = await modelOutputs(db, ids);
  return rows.map((row) => ({
    id: row.id,
    experimentId: String(row.experiment_id),
    experiment: names.get(row.experiment_id) ?? "",
    name: row.name,
    user: row.user_name,
    state: row.state,
    isDeleted: row.is_deleted === 1,
    params: params.get(row.id) ?? {},
    tags: tags.get(row.id) ?? {},
    metrics: metrics.get(row.id) ?? {},
    inputs: inputs.get(row.id) ?? [],
    modelInputs: given.get(row.id) ?? [],
    modelOutputs: made.get(row.id) ?? [],
    datasetVersions: JSON.parse(row.dataset_versions) as string[],
    code: parsed(row.code) as CodeRevision | null,
    environment: environmentOf(row.environment),
    energy: parsed(row.energy) as Energy | null,
    pipelineRunId: row.pipeline_run_id,
    stepRunId: row.step_run_id,
    artifactRoot: row.artifact_root,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }));
}

/** Runs of earlier releases say less. */
function environmentOf(text: string | null): Environment | null {
  if (text === null) return null;
  const kept = JSON.parse(text) as Omit<Environment, "lockfiles" | "python"> & Partial<Environment>;
  return { ...kept, lockfiles: kept.lockfiles ?? [], python: kept.python ?? null };
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

async function experimentNames(db: Kysely<ExperimentsTables>, rows: readonly RunRow[]) {
  const ids = [...new Set(rows.map((row) => row.experiment_id))];
  if (ids.length === 0) return new Map<number, string>();
  const found = await db.selectFrom("experiments").select(["id", "name"]).where("id", "in", ids).execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}

async function pairs(
  db: Kysely<ExperimentsTables>,
  table: "run_params" | "run_tags",
  ids: readonly string[],
) {
  const rows = await db
    .selectFrom(table)
    .select(["run_id", "key", "value"])
    .where("run_id", "in", ids)
    .orderBy("run_id")
    .orderBy("key")
    .execute();
  return groupBy(
    rows,
    (row) => row.run_id,
    (group) => Object.fromEntries(group.map(({ key, value }) => [key, value])),
  );
}

async function summaries(db: Kysely<ExperimentsTables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom("run_curves")
    .select(["run_id", "key", "last", "is_nan", "last_step", "last_at", "min", "max"])
    .where("run_id", "in", ids)
    .orderBy("run_id")
    .orderBy("key")
    .execute();
  const summary = (row: (typeof rows)[number]): MetricSummary => ({
    last: row.is_nan === 1 ? "NaN" : metricJson(row.last),
    lastStep: row.last_step,
    lastAt: row.last_at,
    min: metricJson(row.min ?? Number.NaN),
    max: metricJson(row.max ?? Number.NaN),
  });
  return groupBy(
    rows,
    (row) => row.run_id,
    (group) => Object.fromEntries(group.map((row) => [row.key, summary(row)])),
  );
}

async function inputsOf(db: Kysely<ExperimentsTables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom("run_inputs as i")
    .innerJoin("input_datasets as d", "d.id", "i.dataset_id")
    .select([
      "i.run_id",
      "i.tags",
      "d.name",
      "d.digest",
      "d.source_type",
      "d.source",
      "d.schema",
      "d.profile",
    ])
    .where("i.run_id", "in", ids)
    .orderBy("d.name")
    .orderBy("d.digest")
    .execute();
  return groupBy(
    rows,
    (row) => row.run_id,
    (group) =>
      group.map(({ name, digest, source_type, source, schema, profile, tags }): RunInput => ({
        name,
        digest,
        sourceType: source_type,
        source,
        schema,
        profile,
        tags: JSON.parse(tags) as Record<string, string>,
      })),
  );
}

async function modelInputs(db: Kysely<ExperimentsTables>, ids: readonly string[]) {
  const rows = await db.selectFrom("run_model_inputs").selectAll().where("run_id", "in", ids).execute();
  return groupBy(
    rows,
    (row) => row.run_id,
    (group) => group.map((row) => row.model_id),
  );
}

async function modelOutputs(db: Kysely<ExperimentsTables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom("run_model_outputs")
    .selectAll()
    .where("run_id", "in", ids)
    .orderBy("step")
    .execute();
  return groupBy(
    rows,
    (row) => row.run_id,
    (group) => group.map(({ model_id, step }) => ({ modelId: model_id, step })),
  );
}
