import type { Selectable, Transaction } from "kysely";
import type {
  CodeRevision,
  Energy,
  Environment,
  Run,
  RunArtifact,
} from "../../contract/records/experiments.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import { summaries } from "./metric-store.ts";
import type { ExperimentsTables } from "./tables.ts";

type Row = Selectable<ExperimentsTables["runs"]>;

/** The run as a whole, or experiments/no-run. */
export async function readRun(meta: MetaStore, id: string): Promise<Run> {
  const row = await meta
    .read<ExperimentsTables>()
    .selectFrom("runs")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw fail("experiments/no-run", { id });
  const [run] = await complete(meta, [row]);
  if (run === undefined) throw fail("experiments/no-run", { id });
  return run;
}

/** Runs of an experiment, newest first; the cursor is the last id seen. */
export async function readRuns(
  meta: MetaStore,
  experiment: string,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: Run[]; next: string | null }> {
  let query = meta
    .read<ExperimentsTables>()
    .selectFrom("runs")
    .selectAll()
    .where("experiment", "=", experiment)
    .orderBy("id", "desc");
  if (page.cursor !== undefined) query = query.where("id", "<", page.cursor);
  const rows = await query.limit(page.limit + 1).execute();
  const items = await complete(meta, rows.slice(0, page.limit));
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Rows with what the other tables hold of them: four queries whatever the number of runs. */
async function complete(meta: MetaStore, rows: readonly Row[]): Promise<Run[]> {
  const ids = rows.map((row) => row.id);
  const params = await keyValues(meta, "run_params", ids);
  const tags = await keyValues(meta, "run_tags", ids);
  const artifacts = await artifactsOf(meta, ids);
  const metrics = await summaries(meta, ids);
  return rows.map((row) => ({
    id: row.id,
    experiment: row.experiment,
    name: row.name,
    state: row.state,
    params: params.get(row.id) ?? {},
    tags: tags.get(row.id) ?? {},
    metrics: metrics.get(row.id) ?? {},
    artifacts: artifacts.get(row.id) ?? [],
    datasetVersions: JSON.parse(row.dataset_versions) as string[],
    code: JSON.parse(row.code) as CodeRevision,
    environment: JSON.parse(row.environment) as Environment,
    energy: row.energy === null ? null : (JSON.parse(row.energy) as Energy),
    pipelineRunId: row.pipeline_run_id,
    stepRunId: row.step_run_id,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }));
}

async function keyValues(
  meta: MetaStore,
  table: "run_params" | "run_tags",
  ids: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const byRun = new Map<string, Record<string, string>>();
  if (ids.length === 0) return byRun;
  const rows = await meta
    .read<ExperimentsTables>()
    .selectFrom(table)
    .selectAll()
    .where("run_id", "in", ids)
    .orderBy("key")
    .execute();
  for (const { run_id, key, value } of rows) byRun.set(run_id, { ...byRun.get(run_id), [key]: value });
  return byRun;
}

async function artifactsOf(meta: MetaStore, ids: readonly string[]): Promise<Map<string, RunArtifact[]>> {
  const byRun = new Map<string, RunArtifact[]>();
  if (ids.length === 0) return byRun;
  const rows = await meta
    .read<ExperimentsTables>()
    .selectFrom("run_artifacts")
    .selectAll()
    .where("run_id", "in", ids)
    .orderBy("path")
    .execute();
  for (const { run_id, path, sha256, bytes, media_type } of rows) {
    byRun.set(run_id, [...(byRun.get(run_id) ?? []), { path, sha256, bytes, mediaType: media_type }]);
  }
  return byRun;
}

/** Removes what an earlier attempt has logged. */
export async function emptyRun(db: Transaction<ExperimentsTables>, id: string): Promise<void> {
  for (const table of [
    "run_params",
    "run_tags",
    "run_artifacts",
    "run_metrics",
    "run_metric_summaries",
  ] as const) {
    await db.deleteFrom(table).where("run_id", "=", id).execute();
  }
}

/** Writes pairs of which none is there yet. */
export async function insertPairs(
  db: Transaction<ExperimentsTables>,
  table: "run_params" | "run_tags",
  id: string,
  pairs: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = Object.entries(pairs).map(([key, value]) => ({ run_id: id, key, value }));
  if (rows.length > 0) await db.insertInto(table).values(rows).execute();
}
