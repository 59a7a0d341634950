import type { Measured } from "../../contract/records/models.ts";
import { seededRandom, type Random } from "../../kernel/random.ts";
import { RunningMean } from "./intervals.ts";

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Observed share. */
  readonly observed: number;
  readonly rows: number;
}

const BINS = 10;
const REPLICATES = 1_000;

/** What calibration needs of each of 10 equal-width bins of the predicted probability; 1 belongs to the last. */
interface Bin {
  readonly predicted: RunningMean;
  readonly residual: RunningMean;
}

function fill(outcomes: ArrayLike<number>, probabilities: Float64Array): Bin[] {
  const bins = Array.from({ length: BINS }, () => ({
    predicted: new RunningMean(),
    residual: new RunningMean(),
  }));
  for (let row = 0; row < probabilities.length; row++) {
    const p = probabilities[row] ?? 0;
    const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))];
    bin?.predicted.add(p);
    bin?.residual.add((outcomes[row] === 0 ? 0 : 1) - p);
  }
  return bins.filter((bin) => bin.predicted.count > 0);
}

/** Mean predicted against observed share over 10 equal-width bins of probability; empty bins are left out. */
export function reliability(outcomes: ArrayLike<number>, probabilities: Float64Array): ReliabilityBin[] {
  return fill(outcomes, probabilities).map(({ predicted, residual }) => ({
    predicted: predicted.mean,
    observed: predicted.mean + residual.mean,
    rows: predicted.count,
  }));
}

/**
 * Expected calibration error: Σ (rows of bin / rows) · |observed − mean predicted| over 10 equal-width bins of
 * the predicted probability (Naeini, Cooper and Hauskrecht, AAAI 2015; Guo et al., ICML 2017, eq. 3).
 *
 * The interval is a basic (pivotal) bootstrap of the bins' mean residuals, each drawn from its normal limit
 * with its own standard error: 1,000 replicates of 10 numbers whatever the rows, the same for a seed. Basic
 * rather than percentile, since resampling adds noise below the absolute value and so inflates each replicate.
 */
export function calibrationError(
  outcomes: ArrayLike<number>,
  probabilities: Float64Array,
  seed = 0,
): Measured | null {
  const rows = probabilities.length;
  if (rows === 0) return null;
  const bins = fill(outcomes, probabilities).map(({ residual }) => ({
    share: residual.count / rows,
    gap: residual.mean,
    standardError: Number.isNaN(residual.standardError) ? 0 : residual.standardError,
  }));
  const value = bins.reduce((sum, bin) => sum + bin.share * Math.abs(bin.gap), 0);
  if (rows < 2) return { value, low: null, high: null, rows };
  const random = seededRandom(seed);
  const replicates = new Float64Array(REPLICATES);
  for (let k = 0; k < REPLICATES; k++) {
    let error = 0;
    for (const bin of bins) error += bin.share * Math.abs(bin.gap + bin.standardError * normal(random));
    replicates[k] = error;
  }
  replicates.sort();
  const quantile = (q: number) => replicates[Math.round(q * (REPLICATES - 1))] ?? value;
  return {
    value,
    low: Math.min(value, Math.max(0, 2 * value - quantile(0.975))),
    high: Math.min(1, Math.max(value, 2 * value - quantile(0.025))),
    rows,
  };
}

/** A standard normal number (Box and Muller, 1958). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
