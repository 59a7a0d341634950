import { seededRandom } from "../../kernel/random.ts";
import type { IterationLoss } from "../learning.ts";
import { type BinnedTree, leafValue, trimTree } from "./binned-tree.ts";
import type { BinnedRows } from "./bins.ts";
import { type FeatureShape, type GrowMemory, Grower, type Leaf } from "./grow.ts";
import type { HistogramLayout } from "./histogram.ts";
import { Losses } from "./losses.ts";
import type { ScoredRows, Units } from "./objective.ts";
import type { ResolvedTreeParams } from "./params.ts";
import { isSampled, sampleThreshold } from "./sampling.ts";
import type { Team } from "./team.ts";

/** Leaf values and base are multiples of this (see TreeEnsemble). */
export const QUANTUM = 2 ** -18;
/** Scores stay below this in size on the rows of the training. */
const MAX_SCORE = 2 ** 5 - QUANTUM;

/** All that a training needs, in shared memory where it is long. */
export interface BoostJob {
  readonly params: ResolvedTreeParams;
  readonly seed: number;
  readonly outputs: number;
  readonly base: Float32Array;
  readonly shapes: readonly FeatureShape[];
  readonly layout: HistogramLayout;
  readonly binned: BinnedRows;
  readonly data: ScoredRows;
  readonly gradients: Float32Array;
  readonly memory: GrowMemory;
  /** Room for the sampled rows; empty when all are taken. */
  readonly sample: Int32Array;
  readonly units: Units;
  readonly validation: { readonly binned: BinnedRows; readonly data: ScoredRows } | null;
  /** [rows sampled, 1 when all lanes are to stop, 1 when the caller asks to] */
  readonly control: Int32Array;
}

export interface Boosted {
  /** `outputs` trees an iteration. */
  readonly trees: readonly BinnedTree[];
  readonly bestIteration: number;
  readonly isStopped: boolean;
}

/** The boosting loop, run by every lane alike; `report` is called with each iteration's losses. */
export function boost(job: BoostJob, team: Team, report: (loss: IterationLoss) => void): Boosted {
  return new Booster(job, team).run(report);
}

class Booster {
  readonly #job: BoostJob;
  readonly #team: Team;
  readonly #losses: Losses;
  readonly #units: Units;
  readonly #trees: BinnedTree[] = [];
  /** Least and greatest score that the trees so far can add up to, per output. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  constructor(job: BoostJob, team: Team) {
    this.#job = job;
    this.#team = team;
    this.#units = { ...job.units };
    this.#losses = new Losses(job.params.task, team, this.#units, job.gradients);
    this.#low = Float64Array.from(job.base);
    this.#high = Float64Array.from(job.base);
  }

  run(report: (loss: IterationLoss) => void): Boosted {
    const { params, data, validation, outputs } = this.#job;
    this.#losses.measure(data, true);
    let best = { iteration: 0, loss: Infinity };
    for (let iteration = 1; iteration <= params.trees; iteration++) {
      const sampled = this.#sampleRows(iteration);
      for (let k = 0; k < outputs; k++) this.#addTree(k, iteration, sampled);
      const trainLoss = this.#losses.measure(data, true);
      const validationLoss = validation === null ? null : this.#losses.measure(validation.data, false);
      const loss = validationLoss ?? trainLoss;
      if (loss < best.loss) best = { iteration, loss };
      report(validationLoss === null ? { iteration, trainLoss } : { iteration, trainLoss, validationLoss });
      if (this.#isStopped()) return { trees: this.#trees, bestIteration: iteration, isStopped: true };
      const patience = validation === null ? null : params.earlyStopping;
      if (patience !== null && iteration - best.iteration >= patience) break;
    }
    const isCut = validation !== null && params.earlyStopping !== null;
    const kept = isCut ? best.iteration : this.#trees.length / outputs;
    return { trees: this.#trees.slice(0, kept * outputs), bestIteration: kept, isStopped: false };
  }

  /** Whether the caller gave up. Lane 0 looks; all see what it saw. */
  #isStopped(): boolean {
    const { control } = this.#job;
    if (this.#team.lane === 0) control[1] = Atomics.load(control, 2);
    this.#team.meet();
    return control[1] === 1;
  }

  /** Lists the rows of this iteration's trees. */
  #sampleRows(iteration: number): number {
    const { params, sample, data, control, seed } = this.#job;
    if (params.rowShare === 1) return data.rows;
    if (this.#team.lane === 0) {
      const threshold = sampleThreshold(params.rowShare);
      let count = 0;
      for (let row = 0; row < data.rows; row++) {
        sample[count] = row;
        if (isSampled(row, seed, iteration, threshold)) count++;
      }
      control[0] = count;
    }
    this.#team.meet();
    return control[0]!;
  }

  #addTree(k: number, iteration: number, sampled: number): void {
    const { params, memory, data, shapes, sample } = this.#job;
    const team = this.#team;
    this.#losses.classGradients(data, k);
    const from = team.share(0, sampled, team.lane);
    const to = team.share(0, sampled, team.lane + 1);
    if (params.rowShare === 1) for (let i = from; i < to; i++) memory.rows[i] = i;
    else memory.rows.set(sample.subarray(from, to), from);
    const grower = new Grower({
      ...this.#job,
      team,
      maxLeaves: params.leaves,
      rules: { minRows: params.minRowsInLeaf, l2: params.l2, units: this.#units },
      features: sampleFeatures(shapes.length, params.columnShare, this.#job.seed, this.#trees.length),
      rows: sampled,
    });
    team.meet();
    grower.grow();
    this.#setValues(grower.tree, grower.leaves, k);
    this.#addScores(grower.tree, grower.leaves, k, iteration);
    this.#trees.push(trimTree(grower.tree));
  }

  /** Newton step of each leaf, shrunk, rounded, and held within the range of scores. */
  #setValues(tree: BinnedTree, leaves: readonly Leaf[], k: number): void {
    const { params } = this.#job;
    const units = this.#units;
    let low = 0;
    let high = 0;
    const steps = leaves.map(({ gradient, packed }) => {
      const hessian = Math.floor(packed / units.count) * units.hessian;
      const step = (-params.learningRate * gradient * units.gradient) / (hessian + params.l2 + 1e-12);
      low = Math.min(low, step);
      high = Math.max(high, step);
      return step;
    });
    const isSafe = this.#low[k]! + low > -MAX_SCORE && this.#high[k]! + high < MAX_SCORE;
    let least = Infinity;
    let most = -Infinity;
    for (const [i, leaf] of leaves.entries()) {
      const step = isSafe ? steps[i]! : this.#bound(leaf, k, steps[i]!);
      const value = Math.round(step / QUANTUM) * QUANTUM;
      tree.value[leaf.node] = value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    this.#low[k]! += least;
    this.#high[k]! += most;
  }

  /** The step, so small that no row of the leaf leaves the range of scores. */
  #bound(leaf: Leaf, k: number, step: number): number {
    const { memory, data } = this.#job;
    let low = 0;
    let high = 0;
    for (let i = leaf.from; i < leaf.to; i++) {
      const score = data.scores[k * data.rows + memory.rows[i]!]!;
      if (score < low) low = score;
      if (score > high) high = score;
    }
    const bounded = Math.min(MAX_SCORE - high, Math.max(-MAX_SCORE - low, step));
    return Math.trunc(bounded / QUANTUM) * QUANTUM;
  }

  /** Adds the tree to the scores of all rows: those it grew on by leaf, the others by walking it. */
  #addScores(tree: BinnedTree, leaves: readonly Leaf[], k: number, iteration: number): void {
    const { params, memory, data, binned, validation, seed } = this.#job;
    const team = this.#team;
    // `#bound` of every lane has to see the scores as they were
    team.meet();
    for (const leaf of leaves) {
      const to = team.share(leaf.from, leaf.to, team.lane + 1);
      const from = team.share(leaf.from, leaf.to, team.lane);
      addToRows(data.scores, k * data.rows, memory.rows, from, to, tree.value[leaf.node]!);
    }
    if (params.rowShare < 1) {
      const threshold = sampleThreshold(params.rowShare);
      const to = team.share(0, data.rows, team.lane + 1);
      for (let row = team.share(0, data.rows, team.lane); row < to; row++) {
        if (isSampled(row, seed, iteration, threshold)) continue;
        data.scores[k * data.rows + row]! += leafValue(tree, binned.words, data.rows, row);
      }
    }
    if (validation !== null) {
      const { rows, scores } = validation.data;
      const to = team.share(0, rows, team.lane + 1);
      for (let row = team.share(0, rows, team.lane); row < to; row++) {
        scores[k * rows + row]! += leafValue(tree, validation.binned.words, rows, row);
      }
    }
    team.meet();
  }
}

function addToRows(
  scores: Float32Array,
  base: number,
  rows: Int32Array,
  from: number,
  to: number,
  value: number,
): void {
  for (let i = from; i < to; i++) scores[base + rows[i]!]! += value;
}

function sampleFeatures(features: number, share: number, seed: number, tree: number): Int32Array {
  const all = Int32Array.from({ length: features }, (_, f) => f);
  const count = Math.max(1, Math.round(features * share));
  if (count === features) return all;
  const random = seededRandom(Math.imul(seed, 0x85ebca6b) ^ (tree + 1));
  for (let i = 0; i < count; i++) {
    const other = i + random.below(features - i);
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.slice(0, count).sort();
}
