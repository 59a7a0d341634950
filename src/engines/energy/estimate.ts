import type { Energy } from "../../contract/records/experiments.ts";

/** What was counted while the work ran. */
export interface EnergyCounters {
  /** Processor seconds of the work, all threads. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Logical processors of the machine. */
  readonly cores: number;
  /** Joules of the whole processor package over the same time, when its counter could be read. */
  readonly raplJoules?: number;
  /** Thermal design power in watts per logical processor, when known. */
  readonly wattsPerCore?: number;
  /** Key of `gramsPerKwh`; the world average unless stated. */
  readonly region?: string;
}

/** Watts per thread of a processor of which nothing is known: CodeCarbon's figure (reference/governance.md §7). */
const UNKNOWN_WATTS_PER_CORE = 4;
/** Estimates without a meter err by up to 40 % (Fischer, arXiv 2509.22092). */
const ESTIMATE_ERROR = 0.4;
const JOULES_PER_WH = 3_600;

/** Grams of CO2 equivalent per kWh; CodeCarbon 2026-08, world average as its fall-back. */
export const gramsPerKwh: ReadonlyMap<string, number> = new Map([
  ["world", 475],
  ["BRA", 98],
  ["PRT", 166],
  ["FRA", 56],
  ["GBR", 238],
  ["USA", 369],
  ["DEU", 381],
  ["CHN", 582],
  ["POL", 662],
  ["IND", 713],
]);

/**
 * Energy of a piece of work, never one number but a range, to two significant figures.
 *
 * - `rapl`: at least the work's share of the package's joules by processor time, at most all of them.
 * - `cpu-time-times-tdp`: processor seconds × watts per logical processor, ± 40 %.
 *
 * Memory, disks, GPUs, cooling and the making of the machine are not counted.
 */
export function estimateEnergy(counters: EnergyCounters): Energy {
  const { low, mid, high, method, how } = watthours(counters);
  const region = gramsPerKwh.has(counters.region ?? "") ? (counters.region ?? "world") : "world";
  const intensity = gramsPerKwh.get(region) ?? 475;
  const grams = (wh: number) => (wh / 1_000) * intensity;
  return {
    method,
    lowWh: twoFigures(low),
    midWh: twoFigures(mid),
    highWh: twoFigures(high),
    cpuSeconds: Math.round(counters.cpuSeconds * 1_000) / 1_000,
    lowGrams: twoFigures(grams(low)),
    highGrams: twoFigures(grams(high)),
    intensityGramsPerKwh: intensity,
    region,
    assumptions: `${how}; intensity ${intensity} g/kWh (${region}, yearly average); memory, GPU, cooling and the making of the machine not counted`,
  };
}

function watthours(counters: EnergyCounters): {
  low: number;
  mid: number;
  high: number;
  method: Energy["method"];
  how: string;
} {
  const { cpuSeconds, wallSeconds, cores, raplJoules } = counters;
  if (raplJoules !== undefined && raplJoules > 0) {
    const high = raplJoules / JOULES_PER_WH;
    const available = wallSeconds * cores;
    const low = high * (available > 0 ? Math.min(1, cpuSeconds / available) : 1);
    return {
      low,
      mid: (low + high) / 2,
      high,
      method: "rapl",
      how: "package energy counter; low is the share of processor time, high the whole package",
    };
  }
  const watts = counters.wattsPerCore ?? UNKNOWN_WATTS_PER_CORE;
  const mid = (cpuSeconds * watts) / JOULES_PER_WH;
  const source = counters.wattsPerCore === undefined ? "processor unknown" : "as given";
  return {
    low: mid * (1 - ESTIMATE_ERROR),
    mid,
    high: mid * (1 + ESTIMATE_ERROR),
    method: "cpu-time-times-tdp",
    how: `processor seconds × ${watts} W per thread (${source}), ± 40 %`,
  };
}

/** 0.0123456 → 0.012: more figures would claim what no estimate knows. */
export function twoFigures(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(2));
}
