import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Random } from "../../kernel/random.ts";

/** Values that a hyperparameter may take: one of a list, evenly between two numbers, or evenly in the logarithm. */
export type Range =
  | readonly (number | string)[]
  | { readonly min: number; readonly max: number; readonly integer?: boolean | undefined }
  | { readonly log: readonly [number, number]; readonly integer?: boolean | undefined };

export interface SearchSpace {
  readonly [name: string]: Range;
}

export interface Choice {
  readonly [name: string]: number | string;
}

/** A range as the search sees it: options by number, or a stretch of a line on which it is even. */
export type Axis =
  | { readonly kind: "options"; readonly options: readonly (number | string)[] }
  | {
      readonly kind: "line";
      readonly from: number;
      readonly to: number;
      readonly toValue: (place: number) => number;
      readonly toPlace: (value: number) => number;
    };

/** Throws `learning/bad-range` for a range that holds nothing. */
export function axisOf(parameter: string, range: Range): Axis {
  if (isList(range)) {
    if (range.length === 0) throw fail("learning/bad-range", { parameter, problem: "the list is empty" });
    return { kind: "options", options: range };
  }
  const isLog = "log" in range;
  const [low, high] = isLog ? range.log : [range.min, range.max];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw fail("learning/bad-range", { parameter, problem: `${low} is not below ${high}` });
  }
  if (isLog && low <= 0) throw fail("learning/bad-range", { parameter, problem: `${low} has no logarithm` });
  const isInteger = range.integer === true;
  // each integer has the stretch of half a unit to both sides
  const margin = isInteger ? 0.5 : 0;
  const toLine = (value: number): number => (isLog ? Math.log(value) : value);
  return {
    kind: "line",
    from: toLine(isLog && isInteger ? Math.max(low - margin, low / 2) : low - margin),
    to: toLine(high + margin),
    toValue: (place) => {
      const value = isLog ? Math.exp(place) : place;
      return Math.min(high, Math.max(low, isInteger ? Math.round(value) : value));
    },
    toPlace: toLine,
  };
}

/** A value drawn evenly from the axis. */
export function drawEvenly(axis: Axis, random: Random): number | string {
  if (axis.kind === "options") return axis.options[random.below(axis.options.length)]!;
  return axis.toValue(axis.from + random.next() * (axis.to - axis.from));
}

function isList(range: Range): range is readonly (number | string)[] {
  return Array.isArray(range);
}
