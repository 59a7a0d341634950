import type { Curve } from "../../../src/contract/records/experiments.ts";
import { type CurveAxis, type CurveLine, type MarkKind, markKinds } from "../../charts/curve-line.ts";
import { smooth } from "../../charts/smooth.ts";
import type { ChartSettings, Zoom } from "./zoom.ts";

/** The place of a point on the axis: its step, or seconds since the start or the epoch. */
export function placeOn(axis: CurveAxis, startedAt: number, point: { step: number; at: number }): number {
  if (axis === "step") return point.step;
  return axis === "wall" ? point.at / 1_000 : (point.at - startedAt) / 1_000;
}

/** A range of the axis as all charts share it. Whoever marks steps means whole ones. */
export function zoomOf(axis: CurveAxis, startedAt: number, [from, to]: readonly [number, number]): Zoom {
  if (axis === "step") {
    const [low, high] = [Math.ceil(from), Math.floor(to)];
    return low < high ? { of: "step", from: low, to: high } : { of: "step", from: low - 1, to: low + 1 };
  }
  const start = axis === "wall" ? 0 : startedAt;
  return {
    of: "time",
    from: Math.floor(start + from * 1_000),
    to: Math.max(Math.ceil(start + to * 1_000), Math.floor(start + from * 1_000) + 1),
  };
}

export function rangeOf(axis: CurveAxis, startedAt: number, zoom: Zoom): readonly [number, number] {
  const place = (at: number) => placeOn(axis, startedAt, { step: at, at });
  return [place(zoom.from), place(zoom.to)];
}

/** What is drawn of a curve, and how many of its points have no place on the axis, by why. */
export function lineOf(
  curve: Curve,
  { axis, isLog, smoothing }: Pick<ChartSettings, "axis" | "isLog" | "smoothing">,
  startedAt: number,
): { readonly line: CurveLine; readonly unplaced: Readonly<Record<MarkKind, number>> } {
  const points = curve.steps.map((step, index) => ({
    x: placeOn(axis, startedAt, { step, at: curve.times[index] ?? 0 }),
    value: Number(curve.values[index] ?? "NaN"),
  }));
  // The curve comes by step; clocks of several writers may differ.
  if (axis !== "step") points.sort((a, b) => a.x - b.x);
  const unplaced = Object.fromEntries(markKinds.map((kind) => [kind, 0])) as Record<MarkKind, number>;
  const marks = points.flatMap(({ x, value }) => {
    const kind = whyUnplaced(value, isLog);
    if (kind === undefined) return [];
    unplaced[kind]++;
    return [{ x, kind }];
  });
  const placed = (value: number | null) =>
    value === null || whyUnplaced(value, isLog) !== undefined ? null : value;
  const values = points.map(({ value }) => value);
  return {
    line: {
      x: points.map(({ x }) => x),
      values: values.map(placed),
      smoothed: smoothing === 0 ? undefined : smooth(values, smoothing).map(placed),
      marks,
    },
    unplaced,
  };
}

function whyUnplaced(value: number, isLog: boolean): MarkKind | undefined {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "up" : "down";
  return isLog && value <= 0 ? "low" : undefined;
}
