import type { Curve, MetricNumber } from "../../../src/contract/records/experiments.ts";

/** A point as signals carry it. */
export interface NewPoint {
  readonly step: number;
  readonly at: number;
  readonly value: MetricNumber;
}

/**
 * The curve with new points in their places. A point that is there already, equal in step, time and value, is not put
 * in again, so that the same news may come twice.
 */
export function appendPoints(curve: Curve, points: readonly NewPoint[]): Curve {
  if (points.length === 0) return curve;
  const sorted = points.toSorted((a, b) => a.step - b.step || a.at - b.at);
  const lastStep = curve.steps.at(-1) ?? -Infinity;
  const lastAt = curve.times.at(-1) ?? -Infinity;
  const isBehind = sorted.every(({ step, at }, index) => {
    const before = sorted[index - 1] ?? { step: lastStep, at: lastAt };
    return step > before.step || (step === before.step && at > before.at);
  });
  if (isBehind) return columns(curve, [...rows(curve), ...sorted], curve.count + sorted.length);
  const known = new Set(rows(curve).map(identity));
  const fresh = sorted.filter((point) => {
    const id = identity(point);
    return known.has(id) ? false : known.add(id);
  });
  if (fresh.length === 0) return curve;
  const all = [...rows(curve), ...fresh].sort((a, b) => a.step - b.step || a.at - b.at);
  return columns(curve, all, curve.count + fresh.length);
}

function rows({ steps, times, values }: Curve): NewPoint[] {
  return steps.map((step, index) => ({ step, at: times[index] ?? 0, value: values[index] ?? "NaN" }));
}

function identity({ step, at, value }: NewPoint): string {
  return `${step} ${at} ${value}`;
}

function columns({ key }: Curve, all: readonly NewPoint[], count: number): Curve {
  return {
    key,
    count,
    steps: all.map(({ step }) => step),
    times: all.map(({ at }) => at),
    values: all.map(({ value }) => value),
  };
}
