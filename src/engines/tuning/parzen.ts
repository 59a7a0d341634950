import type { Random } from "../../kernel/random.ts";
import type { Axis } from "./space.ts";

/** A density over an axis, estimated from values seen there. */
export interface Density {
  draw(random: Random): number | string;
  logDensity(value: number | string): number;
}

/**
 * The adaptive Parzen estimator of TPE (Bergstra et al., NIPS 2011, §4): an even prior counts as one more
 * observation. On a line each value is the middle of a normal density cut at the ends, as wide as the distance to
 * its farther neighbour; among options each has its count and a share of the prior.
 */
export function parzen(axis: Axis, values: readonly (number | string)[]): Density {
  return axis.kind === "options" ? ofOptions(axis, values) : ofLine(axis, values as readonly number[]);
}

function ofOptions(axis: Axis & { kind: "options" }, values: readonly (number | string)[]): Density {
  const { options } = axis;
  const weight = options.map(
    (option) => values.filter((value) => value === option).length + 1 / options.length,
  );
  const total = values.length + 1;
  return {
    draw(random) {
      let left = random.next() * total;
      for (const [i, option] of options.entries()) {
        left -= weight[i]!;
        if (left < 0) return option;
      }
      return options[options.length - 1]!;
    },
    logDensity: (value) => Math.log(Math.max(Number.MIN_VALUE, weight[options.indexOf(value)] ?? 0) / total),
  };
}

function ofLine(axis: Axis & { kind: "line" }, values: readonly number[]): Density {
  const { from, to } = axis;
  const range = to - from;
  const prior = { middle: (from + to) / 2, width: range };
  const sorted = [...values.map(axis.toPlace), prior.middle].sort((a, b) => a - b);
  const narrowest = range / Math.min(100, 1 + sorted.length);
  const parts = sorted.map((middle, i) => {
    const before = middle - (sorted[i - 1] ?? from);
    const after = (sorted[i + 1] ?? to) - middle;
    return { middle, width: Math.min(range, Math.max(narrowest, before, after)) };
  });
  parts[sorted.indexOf(prior.middle)] = prior;
  const density = (place: number): number => {
    let sum = 0;
    for (const { middle, width } of parts) {
      const mass = normalBelow((to - middle) / width) - normalBelow((from - middle) / width);
      sum += Math.exp(-0.5 * ((place - middle) / width) ** 2) / (width * mass);
    }
    return sum / parts.length / Math.sqrt(2 * Math.PI);
  };
  return {
    draw(random) {
      const { middle, width } = parts[random.below(parts.length)]!;
      for (;;) {
        const place = middle + width * normal(random);
        if (place >= from && place <= to) return axis.toValue(place);
      }
    },
    logDensity: (value) => Math.log(Math.max(Number.MIN_VALUE, density(axis.toPlace(value as number)))),
  };
}

/** Box and Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** The standard normal distribution function, within 8e-8 (Abramowitz and Stegun 26.2.17). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x > 0 ? 1 - tail : tail;
}
