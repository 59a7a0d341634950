/** How numbers become places: evenly, by their logarithm, or as moments (epoch milliseconds). */
export interface Scale {
  readonly kind: "linear" | "log" | "time";
  /** The least and the greatest number; in a log scale both are above 0. */
  readonly from: number;
  readonly to: number;
}

/** The scale that holds these numbers, with a little room at both ends if asked; null when there is none to hold. */
export function scaleOf(
  values: Iterable<number | null>,
  kind: Scale["kind"] = "linear",
  room = 0,
): Scale | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || (kind === "log" && value <= 0)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (from > to) return null;
  if (from === to) return alone(kind, from);
  if (kind === "log") {
    const factor = (to / from) ** room;
    return { kind, from: from / factor, to: to * factor };
  }
  const more = (to - from) * room;
  return { kind, from: from - more, to: to + more };
}

/** One number only: it stands in the middle. */
function alone(kind: Scale["kind"], value: number): Scale {
  if (kind === "log") return { kind, from: value / 2, to: value * 2 };
  const half = kind === "time" ? 500 : Math.abs(value) / 2 || 0.5;
  return { kind, from: value - half, to: value + half };
}

/** 0 at the scale's least number, 1 at its greatest; null for what has no place: no number, or none above 0 in a log scale. */
export function placeOf(scale: Scale, value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (scale.kind !== "log") return (value - scale.from) / (scale.to - scale.from);
  return value <= 0 ? null : Math.log(value / scale.from) / Math.log(scale.to / scale.from);
}

/** The number at a place: the inverse of `placeOf`. */
export function valueAt(scale: Scale, place: number): number {
  if (scale.kind === "log") return scale.from * (scale.to / scale.from) ** place;
  return scale.from + place * (scale.to - scale.from);
}

const second = 1_000;
const day = 86_400 * second;
const timeSteps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200].map(
  (seconds) => seconds * second,
);

/** Round numbers for the axis, about as many as asked for, inside the scale. */
export function ticksOf(scale: Scale, count: number): number[] {
  if (scale.kind === "log") return logTicks(scale, count);
  const span = scale.to - scale.from;
  const rough = span / Math.max(count, 1);
  const step = scale.kind === "time" ? timeStep(rough) : niceStep(rough);
  const ticks: number[] = [];
  for (let at = Math.ceil(scale.from / step); at * step <= scale.to && ticks.length < 100; at++) {
    // 3 × 0.1 is 0.30000000000000004: the digits beyond the step's own say nothing
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}

/** 1, 2 or 5 times a power of ten, not far below the rough one. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 5].find((each) => each * power >= rough * 0.7) ?? 10;
  return digit * power;
}

function timeStep(rough: number): number {
  if (rough < second) return niceStep(rough);
  return timeSteps.find((step) => step >= rough) ?? Math.ceil(niceStep(rough / day)) * day;
}

function logTicks(scale: Scale, count: number): number[] {
  const decades = Math.log10(scale.to / scale.from);
  if (decades < 1) return ticksOf({ ...scale, kind: "linear" }, count);
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks: number[] = [];
  for (let power = Math.ceil(Math.log10(scale.from) - 1e-9); 10 ** power <= scale.to * (1 + 1e-9); power++) {
    if (power % every === 0) ticks.push(Number(`1e${power}`));
  }
  return ticks;
}
