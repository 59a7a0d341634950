import type { ComparedCurve } from "../../../src/contract/http/compare.ts";
import type { Run } from "../../../src/contract/records/experiments.ts";
import { placeOf, type Scale, scaleOf } from "../../charts/plot/scale.ts";
import { smooth } from "../../charts/smooth.ts";

export const curveAxes = ["step", "relative", "wall"] as const;
/** Steps, seconds since the run's start, or epoch milliseconds. */
export type CurveAxis = (typeof curveAxes)[number];

/** One run's curve, ready to be drawn. */
export interface CurveLine {
  readonly runId: string;
  /** Rising. */
  readonly xs: readonly number[];
  /** Null where it is broken. */
  readonly ys: readonly (number | null)[];
  /** Extremes of each piece, when the curve was thinned and is not smoothed. */
  readonly extremes: readonly (readonly [low: number, high: number] | null)[] | null;
  readonly logged: number;
}

/** @param weight of the moving average; 0 for none */
export function linesOf(
  curves: readonly ComparedCurve[],
  runs: ReadonlyMap<string, Run>,
  by: CurveAxis,
  weight: number,
): readonly CurveLine[] {
  return curves.map((curve) => {
    const start = runs.get(curve.runId)?.startedAt ?? curve.from;
    const xs =
      by === "step"
        ? curve.steps
        : curve.after.map((after) =>
            by === "wall" ? curve.from + after : (curve.from + after - start) / 1_000,
          );
    const { lows, highs } = curve;
    const extremes =
      weight > 0 || !lows || !highs
        ? null
        : lows.map((low, at) => {
            const [least, greatest] = [finite(low), finite(highs[at])];
            return least === null || greatest === null ? null : ([least, greatest] as const);
          });
    return {
      runId: curve.runId,
      xs,
      ys: smooth(curve.values.map(finite), weight),
      extremes,
      logged: curve.logged,
    };
  });
}

function finite(value: number | string | undefined): number | null {
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The scale that holds what is seen of the lines between two places of the axis. */
export function heightOf(
  lines: readonly CurveLine[],
  within: { readonly from: number; readonly to: number },
  isLog: boolean,
): Scale | null {
  function* seen() {
    for (const { xs, ys, extremes } of lines) {
      for (const [at, x] of xs.entries()) {
        if (x < within.from || x > within.to) continue;
        const piece = extremes?.[at];
        if (piece) yield* piece;
        else yield ys[at] ?? null;
      }
    }
  }
  return scaleOf(seen(), isLog ? "log" : "linear", 0.03);
}

/** The point of a line that is nearest to a place of the axis; -1 when it has none. */
export function nearestPoint({ xs, ys }: CurveLine, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [low - 1, low].map((at) =>
    ys[at] === null || ys[at] === undefined ? Number.POSITIVE_INFINITY : Math.abs((xs[at] ?? 0) - x),
  ) as [number, number];
  if (before === Number.POSITIVE_INFINITY && after === Number.POSITIVE_INFINITY) return -1;
  return before <= after ? low - 1 : low;
}

/** Puts a line on the pen's path; the caller sets its look and strokes it. */
export function traceLine(
  pen: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void },
  line: CurveLine,
  scales: { readonly x: Scale; readonly y: Scale },
  at: { readonly x: (place: number) => number; readonly y: (place: number) => number },
): void {
  let isOn = false;
  let last = 0;
  for (const [index, x] of line.xs.entries()) {
    const place = placeOf(scales.x, x);
    const height = placeOf(scales.y, line.ys[index] ?? null);
    if (place === null || height === null) {
      isOn = false;
      continue;
    }
    const left = at.x(place);
    const piece = line.extremes?.[index];
    const low = piece ? placeOf(scales.y, piece[0]) : null;
    const high = piece ? placeOf(scales.y, piece[1]) : null;
    // into a piece at its nearer extreme and out at the other
    const isFalling = isOn && low !== null && high !== null && Math.abs(last - high) < Math.abs(last - low);
    const [first, second] = isFalling ? [high, low] : [low ?? height, high ?? height];
    if (isOn) pen.lineTo(left, at.y(first));
    else pen.moveTo(left, at.y(first));
    if (second !== first) pen.lineTo(left, at.y(second));
    // a point that stands alone is seen as one
    if (!isOn) pen.lineTo(left + 0.5, at.y(second));
    isOn = true;
    last = second;
  }
}
