import { setImmediate as othersTurn } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { ComparedCurve } from "../../../contract/http/compare.ts";
import { type MetricNumber, metricJson } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { groupBy } from "../group-by.ts";
import type { ExperimentsTables } from "../tables.ts";

/** Points of one answer at most, over all its curves. */
const mostPoints = 200_000;
/** Points that are read before others have their turn on the event loop: some milliseconds' work. */
const pointsPerTurn = 10_000;

export interface AskedCurves {
  readonly runIds: readonly string[];
  readonly keys: readonly string[];
  /** Along which axis curves are thinned. */
  readonly by: "step" | "time";
  /** Only this part of the axis. */
  readonly within?: { readonly from: number; readonly to: number } | undefined;
  /** Points of each curve at most, 2 or more. */
  readonly points: number;
}

type Along = Pick<AskedCurves, "by" | "within">;

interface Extent {
  readonly curve: number;
  readonly runId: string;
  readonly key: string;
  readonly logged: number;
  readonly low: number;
  readonly high: number;
}

/** One row of a curve: a point, or a piece of the axis with what was logged in it. */
interface Piece {
  readonly curve: number;
  readonly step: number;
  readonly at: number;
  /** Null when all of it is NaN, or infinities of both signs. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The curves of these keys that these runs have, by run and key as asked. What a curve has too many points of is
 * cut into even pieces of the axis, each with its mean, least and greatest value; its first and its last place
 * are pieces of their own. Runs that are not there have no curves.
 */
export async function curvesOfRuns(meta: MetaStore, asked: AskedCurves): Promise<ComparedCurve[]> {
  const db = meta.read<ExperimentsTables>();
  const runIds = [...new Set(asked.runIds)];
  const keys = [...new Set(asked.keys)];
  const most = Math.max(2, Math.min(asked.points, Math.floor(mostPoints / (runIds.length * keys.length))));
  const found = await db
    .selectFrom("run_curves")
    .select(["run_id as runId", "key", "curve"])
    .where("run_id", "in", runIds)
    .where("key", "in", keys)
    .execute();
  const all: ComparedCurve[] = [];
  for (const few of inTurns(await extents(db, found, asked))) {
    const rows = await pieces(db, few, asked, most);
    const byCurve = groupBy(
      rows,
      ({ curve }) => curve,
      (group) => group,
    );
    all.push(...few.map((extent) => asCurve(extent, byCurve.get(extent.curve) ?? [], extent.logged > most)));
    await othersTurn();
  }
  const place = new Map(
    runIds.flatMap((runId, at) => keys.map((key, k) => [`${runId} ${key}`, at * keys.length + k])),
  );
  return all.sort(
    (a, b) => (place.get(`${a.runId} ${a.key}`) ?? 0) - (place.get(`${b.runId} ${b.key}`) ?? 0),
  );
}

async function extents(
  db: Kysely<ExperimentsTables>,
  found: readonly { runId: string; key: string; curve: number }[],
  { by, within }: Along,
): Promise<Extent[]> {
  const axis = by === "step" ? "step" : "at";
  const all: Extent[] = [];
  // each run and key has one curve, so that a few hundred numbers at a time fit any database's parameters
  for (let from = 0; from < found.length; from += 50) {
    const some = found.slice(from, from + 50);
    const rows = await db
      .selectFrom("run_points")
      .select(({ fn }) => [
        "curve",
        fn.countAll<number>().as("logged"),
        fn.min(axis).as("low"),
        fn.max(axis).as("high"),
      ])
      .where(
        "curve",
        "in",
        some.map(({ curve }) => curve),
      )
      .where(axis, ">=", within?.from ?? Number.NEGATIVE_INFINITY)
      .where(axis, "<=", within?.to ?? Number.POSITIVE_INFINITY)
      .groupBy("curve")
      .execute();
    const byCurve = new Map(rows.map((row) => [row.curve, row]));
    for (const each of some) {
      const row = byCurve.get(each.curve);
      if (row !== undefined) {
        all.push({ ...each, logged: row.logged, low: row.low, high: row.high });
      }
    }
    await othersTurn();
  }
  return all;
}

/** As many curves at a time as have few points together; a long one stands alone. */
function* inTurns(all: readonly Extent[]): Generator<Extent[]> {
  let few: Extent[] = [];
  let points = 0;
  for (const extent of all) {
    if (few.length > 0 && points + extent.logged > pointsPerTurn) {
      yield few;
      few = [];
      points = 0;
    }
    few.push(extent);
    points += extent.logged;
  }
  if (few.length > 0) yield few;
}

async function pieces(
  db: Kysely<ExperimentsTables>,
  of: readonly Extent[],
  along: Along,
  most: number,
): Promise<Piece[]> {
  const short = of.filter(({ logged }) => logged <= most).map(({ curve }) => curve);
  const rows = short.length === 0 ? [] : await points(db, short, along);
  for (const long of of.filter(({ logged }) => logged > most)) {
    rows.push(...(await thinned(db, long, along, most)));
  }
  return rows;
}

async function points(
  db: Kysely<ExperimentsTables>,
  curve: readonly number[],
  { by, within }: Along,
): Promise<Piece[]> {
  const axis = by === "step" ? "step" : "at";
  const value = sql<number | null>`CASE WHEN is_nan = 0 THEN value END`;
  return db
    .selectFrom("run_points")
    .select(["curve", "step", "at", value.as("value"), value.as("low"), value.as("high")])
    .where("curve", "in", curve)
    .where(axis, ">=", within?.from ?? Number.NEGATIVE_INFINITY)
    .where(axis, "<=", within?.to ?? Number.POSITIVE_INFINITY)
    .orderBy("curve")
    .orderBy(axis)
    .orderBy(by === "step" ? "at" : "step")
    .execute();
}

async function thinned(
  db: Kysely<ExperimentsTables>,
  { curve, low, high }: Extent,
  { by }: Along,
  most: number,
): Promise<Piece[]> {
  const axis = sql.ref<number>(by === "step" ? "step" : "at");
  const inner = Math.max(1, most - 2);
  const span = Math.max(high - low, 1);
  const piece = sql<number>`CASE WHEN ${axis} = ${low} THEN -1 WHEN ${axis} = ${high} THEN ${inner}
    ELSE CAST((${axis} - ${low}) * 1.0 * ${inner} / ${span} AS BIGINT) END`;
  const value = sql<number | null>`CASE WHEN is_nan = 0 THEN value END`;
  return (
    db
      .selectFrom("run_points")
      .select(({ fn }) => [
        "curve",
        fn.min("step").as("step"),
        fn.min("at").as("at"),
        fn.avg<number | null>(value).as("value"),
        sql<number | null>`min(${value})`.as("low"),
        sql<number | null>`max(${value})`.as("high"),
        piece.as("piece"),
      ])
      .where("curve", "=", curve)
      // the extent lies in the part asked for
      .where(axis, ">=", low)
      .where(axis, "<=", high)
      .groupBy(["curve", sql.ref("piece")])
      .orderBy(sql.ref("piece"))
      .execute()
  );
}

function asCurve({ runId, key, logged }: Extent, rows: readonly Piece[], isThinned: boolean): ComparedCurve {
  const from = rows.reduce((least, { at }) => Math.min(least, at), rows[0]?.at ?? 0);
  const numbers = (read: (row: Piece) => number | null): MetricNumber[] =>
    rows.map((row) => metricJson(rounded(read(row) ?? Number.NaN)));
  // no line on a screen shows an eighth digit, and an answer without them is half as long
  const rounded = (value: number) => (isThinned ? Number(value.toPrecision(7)) : value);
  return {
    runId,
    key,
    logged,
    steps: rows.map(({ step }) => step),
    after: rows.map(({ at }) => at - from),
    from,
    values: numbers(({ value }) => value),
    ...(isThinned ? { lows: numbers(({ low }) => low), highs: numbers(({ high }) => high) } : {}),
  };
}
