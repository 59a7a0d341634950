import type { Run } from "../../../src/contract/records/experiments.ts";
import { placeOf, scaleOf, type Scale, ticksOf, valueAt } from "../../charts/plot/scale.ts";
import { type Field, type Value, valueOf } from "./fields.ts";

/** Where runs stand by one field: 0 to 1, numbers by a scale and categories in their order. */
export interface Axis {
  readonly field: Field;
  readonly isLog: boolean;
  /** Null for categories, and when no run has a number. */
  readonly scale: Scale | null;
  /** In order; empty for numbers. */
  readonly categories: readonly string[];
  /** By run, in the order given; null where there is nothing to show. */
  readonly places: readonly (number | null)[];
  readonly values: readonly Value[];
}

/** Texts with numbers in them are ordered by these. */
const collator = new Intl.Collator("en", { numeric: true });

export function axisOf(runs: readonly Run[], field: Field, isLog: boolean, room = 0): Axis {
  const values = runs.map((run) => valueOf(run, field));
  if (!field.isNumber) {
    const texts = values.filter((value) => typeof value === "string");
    const categories = [...new Set(texts)].sort(collator.compare);
    const at = new Map(categories.map((text, index) => [text, index]));
    const last = categories.length - 1;
    const places = values.map((value) => {
      const index = typeof value === "string" ? at.get(value) : undefined;
      if (index === undefined) return null;
      return last === 0 ? 0.5 : room + (index / last) * (1 - 2 * room);
    });
    return { field, isLog: false, scale: null, categories, places, values };
  }
  const numbers = values.map((value) => (typeof value === "number" ? value : null));
  const scale = scaleOf(numbers, isLog ? "log" : "linear", room);
  const places = numbers.map((value) => (scale === null ? null : placeOf(scale, value)));
  return { field, isLog, scale, categories: [], places, values };
}

/** Marks of an axis: where they stand, and the number or the category there. */
export function marksOf(axis: Axis, count: number): readonly { place: number; value: number | string }[] {
  const { scale } = axis;
  if (scale !== null) {
    return ticksOf(scale, count).map((value) => ({ place: placeOf(scale, value) ?? 0, value }));
  }
  const stands = new Map(axis.values.map((value, at) => [value, axis.places[at] ?? null]));
  const every = Math.ceil(axis.categories.length / Math.max(count * 2, 1));
  return axis.categories
    .filter((_, at) => at % every === 0)
    .flatMap((value) => {
      const place = stands.get(value) ?? null;
      return place === null ? [] : [{ place, value }];
    });
}

/** What a part of an axis means: numbers from and to, or the categories in it. */
export function rangeOf(axis: Axis, low: number, high: number): { from: number; to: number } {
  if (axis.scale !== null) {
    return { from: valueAt(axis.scale, Math.max(low, 0)), to: valueAt(axis.scale, Math.min(high, 1)) };
  }
  const last = Math.max(axis.categories.length - 1, 1);
  return { from: Math.max(0, Math.ceil(low * last)), to: Math.min(last, Math.floor(high * last)) };
}
