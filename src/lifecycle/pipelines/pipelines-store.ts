import type { LogLine, PipelineRun } from "../../contract/records/pipelines.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { MetaStore } from "../../ports/meta-store.ts";
import type { CacheHit, PlannedStep } from "./step-run.ts";
import { lineFromRow, runFromRow, stepFromRow } from "./rows.ts";
import type { PipelinesTables } from "./tables.ts";

/** Queries over the tables of this station; writes are in start-run.ts and run-lease.ts. */

export async function readRun(meta: MetaStore, id: string): Promise<PipelineRun> {
  const row = await meta
    .read<PipelinesTables>()
    .selectFrom("pipeline_runs")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw fail("kernel/not-found", { kind: "pipeline run", id });
  return runFromRow(row);
}

export interface RunsQuery {
  readonly pipeline?: string | undefined;
  /** 1 to 1,000; 100 unless stated. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** Newest first. */
export async function readRuns(
  meta: MetaStore,
  query: RunsQuery,
): Promise<{ items: PipelineRun[]; next: string | null }> {
  const limit = Math.min(query.limit ?? 100, 1_000);
  const before = query.cursor === undefined ? undefined : Number(query.cursor);
  if (before !== undefined && !Number.isSafeInteger(before)) {
    throw fail("kernel/bad-input", { where: "cursor", problem: "it is not one that a page gave" });
  }
  let select = meta.read<PipelinesTables>().selectFrom("pipeline_runs").selectAll();
  if (query.pipeline !== undefined) select = select.where("pipeline", "=", query.pipeline);
  if (before !== undefined) select = select.where("seq", "<", before);
  const rows = await select
    .orderBy("seq", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(runFromRow), next: last === undefined ? null : String(last.seq) };
}

/** In topological order. */
export async function readSteps(meta: MetaStore, runId: string): Promise<PlannedStep[]> {
  const rows = await meta
    .read<PipelinesTables>()
    .selectFrom("pipeline_steps")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("position")
    .execute();
  return rows.map(stepFromRow);
}

export interface LogsQuery {
  readonly step?: string | undefined;
  /** Lines after this one; 0 unless stated. */
  readonly afterSeq?: number | undefined;
  /** 1,000 unless stated. */
  readonly limit?: number | undefined;
}

export async function readLogs(meta: MetaStore, runId: string, query: LogsQuery): Promise<LogLine[]> {
  let select = meta
    .read<PipelinesTables>()
    .selectFrom("pipeline_step_logs")
    .selectAll()
    .where("run_id", "=", runId)
    .where("seq", ">", query.afterSeq ?? 0);
  if (query.step !== undefined) select = select.where("step", "=", query.step);
  const rows = await select
    .orderBy("seq")
    .limit(query.limit ?? 1_000)
    .execute();
  return rows.map(lineFromRow);
}

/** The newest result that was made under this key. */
export async function readCache(meta: MetaStore, key: string): Promise<CacheHit | undefined> {
  const row = await meta
    .read<PipelinesTables>()
    .selectFrom("pipeline_steps as s")
    .innerJoin("pipeline_runs as r", "r.id", "s.run_id")
    .select(["s.outputs", "s.experiment_run_id", "s.name", "r.pipeline", "r.number"])
    .where("s.cache_key", "=", key)
    .where("s.state", "=", "succeeded")
    .orderBy("s.finished_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    outputs: JSON.parse(row.outputs) as CacheHit["outputs"],
    runId: row.experiment_run_id,
    madeBy: `${row.name} of ${row.pipeline} #${row.number}`,
  };
}

/** Unfinished runs that may have nobody working on them. */
export async function readUnfinished(
  meta: MetaStore,
): Promise<{ id: string; holder: string | null; expires: number }[]> {
  const rows = await meta
    .read<PipelinesTables>()
    .selectFrom("pipeline_runs")
    .select(["id", "holder", "lease_expires"])
    .where("state", "in", ["queued", "running", "waiting"])
    .orderBy("seq")
    .execute();
  return rows.map((row) => ({ id: row.id, holder: row.holder, expires: row.lease_expires }));
}
