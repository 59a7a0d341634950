import type { Kysely } from "kysely";
import { metricJson, type MetricPoint } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { runRow } from "../runs/run-rows.ts";
import type { ExperimentsTables } from "../tables.ts";

/** Most points that one answer holds when the caller names no limit. */
const historyLimit = 100_000;

export interface HistoryPage {
  readonly limit?: number | undefined;
  /** The last point seen. */
  readonly after?: HistoryPlace | undefined;
}
export interface HistoryPlace {
  readonly at: number;
  readonly step: number;
  readonly value: number;
  readonly isNan: number;
}
interface PointRow extends HistoryPlace {
  readonly curve: number;
}

/** History of one curve by time, step, value, empty for a run or a key that is not there; `next` is where to go on, or null at the end. */
export async function history(
  meta: MetaStore,
  runId: string,
  key: string,
  page: HistoryPage = {},
): Promise<{ points: MetricPoint[]; next: HistoryPlace | null }> {
  const db = meta.read<ExperimentsTables>();
  const curve = await curveOf(db, runId, key);
  if (curve === undefined) return { points: [], next: null };
  const limit = page.limit ?? Number.MAX_SAFE_INTEGER - 1;
  const rows = await points(db, curve, limit + 1, page.after);
  const shown = rows.slice(0, limit);
  return {
    points: shown.map((row) => asPoint(key, row)),
    next: rows.length > limit ? (shown.at(-1) ?? null) : null,
  };
}

/** Curves of a run for its page, by key; at most `historyLimit` points in all. */
export async function histories(meta: MetaStore, runId: string, key?: string): Promise<MetricPoint[]> {
  const db = meta.read<ExperimentsTables>();
  await runRow(db, runId);
  let query = db.selectFrom("run_curves").select(["key", "curve"]).where("run_id", "=", runId).orderBy("key");
  if (key !== undefined) query = query.where("key", "=", key);
  const all: MetricPoint[] = [];
  for (const curve of await query.execute()) {
    const left = historyLimit - all.length;
    if (left === 0) break;
    for (const row of await points(db, curve.curve, left)) all.push(asPoint(curve.key, row));
  }
  return all;
}

/** The number of a curve; undefined when the run has no metric of that key. */
export async function curveOf(
  db: Kysely<ExperimentsTables>,
  runId: string,
  key: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("run_curves")
    .select("curve")
    .where("run_id", "=", runId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row?.curve;
}

/** Points of a curve by time, step and value, behind the last one seen. */
export async function points(
  db: Kysely<ExperimentsTables>,
  curve: number,
  limit: number,
  after?: HistoryPlace,
): Promise<PointRow[]> {
  let query = db
    .selectFrom("run_points")
    .select(["curve", "at", "step", "value", "is_nan as isNan"])
    .where("curve", "=", curve)
    .orderBy("at")
    .orderBy("step")
    .orderBy("value")
    .orderBy("is_nan")
    .limit(limit);
  if (after !== undefined) {
    query = query.where((where) =>
      where(
        where.refTuple("at", "step", "value", "is_nan"),
        ">",
        where.tuple(after.at, after.step, after.value, after.isNan),
      ),
    );
  }
  return query.execute();
}

function asPoint(key: string, { at, step, value, isNan }: HistoryPlace): MetricPoint {
  return { key, value: isNan === 1 ? "NaN" : metricJson(value), step, at };
}
