import { setImmediate as breathe } from "node:timers/promises";
import type { Kysely } from "kysely";
import { type Curve, metricJson } from "../../../contract/records/experiments.ts";
import type { MetaStore } from "../../../ports/meta-store.ts";
import { runRow } from "../runs/run-rows.ts";
import type { ExperimentsTables } from "../tables.ts";
import { curveOf, type HistoryPlace, points } from "./history.ts";
import { CurveSample } from "./sample-curve.ts";

/** Rows that are read at once: some milliseconds of the event loop. */
const pageRows = 2_000;

export interface CurveRange {
  /** What `from` and `to` are of: steps, or epoch milliseconds. Both ends count. */
  readonly axis: "step" | "time";
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Points of each curve at most, 8 or more. */
  readonly most: number;
}

/**
 * Curves of a run as a chart needs them: of each key at most `most` points, sampled when there are more, by step
 * then time. A key that the run does not have is an empty curve.
 */
export async function curves(
  meta: MetaStore,
  runId: string,
  keys: readonly string[],
  range: CurveRange,
): Promise<Curve[]> {
  const db = meta.read<ExperimentsTables>();
  await runRow(db, runId);
  const all: Curve[] = [];
  for (const key of keys) all.push(await curve(db, runId, key, range));
  return all;
}

async function curve(
  db: Kysely<ExperimentsTables>,
  runId: string,
  key: string,
  { axis, from = -Infinity, to = Infinity, most }: CurveRange,
): Promise<Curve> {
  const sample = new CurveSample(most);
  const number = await curveOf(db, runId, key);
  if (number !== undefined) {
    let after = axis === "time" ? justBefore(from) : undefined;
    for (;;) {
      const page = await points(db, number, pageRows, after);
      for (const { at, step, value, isNan } of page) {
        const place = axis === "time" ? at : step;
        if (place < from || place > to) continue;
        sample.add({ at, step, value: isNan === 1 ? Number.NaN : value });
      }
      after = page.at(-1);
      if (after === undefined || page.length < pageRows || (axis === "time" && after.at > to)) break;
      await breathe();
    }
  }
  const kept = sample.points().toSorted((a, b) => a.step - b.step || a.at - b.at);
  return {
    key,
    count: sample.count,
    steps: kept.map(({ step }) => step),
    times: kept.map(({ at }) => at),
    values: kept.map(({ value }) => metricJson(value)),
  };
}

/** Points are read by time: those of a moment begin behind this place. */
function justBefore(at: number): HistoryPlace | undefined {
  if (!Number.isFinite(at)) return undefined;
  return { at: Math.ceil(at) - 1, step: Number.MAX_SAFE_INTEGER, value: Number.MAX_VALUE, isNan: 1 };
}
