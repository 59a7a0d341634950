import type { TreeEnsemble } from "../../contract/model-graph.ts";
import { checkFrame } from "../check-frame.ts";
import type { IterationLoss, TrainingFrame } from "../learning.ts";
import { assemble } from "./assemble.ts";
import { emptyRows, type FeatureBins } from "./bins.ts";
import type { BoostJob } from "./boost.ts";
import { growMemory } from "./grow.ts";
import { histogramLayout } from "./histogram.ts";
import { Lanes } from "./lanes.ts";
import { sharedFloat32, sharedInt32 } from "./memory.ts";
import { unitsFor } from "./objective.ts";
import { type ResolvedTreeParams, resolveParams, type TreeParams } from "./params.ts";
import { scoredRows, standardise } from "./start.ts";

export interface FitOptions {
  /** Rows on which each iteration's loss is measured, and by which early stopping decides. */
  readonly validation?: TrainingFrame;
  /** Worker threads; 2 unless given. The model does not depend on it. */
  readonly threads?: number;
  /** Threads to use instead of new ones. They are left running. */
  readonly lanes?: Lanes;
  readonly seed?: number;
  /** Called after each iteration (one tree per output). What it throws ends the training. */
  readonly onIteration?: (iteration: number, loss: IterationLoss) => void;
  /** Ends the training after the current iteration; `fitTrees` rejects with its reason. */
  readonly signal?: AbortSignal;
}

export type FittedTrees = TreeEnsemble & {
  /** Iterations kept: all, or those up to the best validation loss when early stopping is on. */
  readonly bestIteration: number;
  /** Losses of all iterations done. */
  readonly history: readonly IterationLoss[];
};

/**
 * Gradient-boosted trees by the histogram method (Ke et al., LightGBM, NeurIPS 2017): at most 255 bins a
 * feature and one for missing, leaf-wise growth, Newton leaf values. The same frame, parameters and seed give
 * the same model, bit for bit, with any number of threads. Throws `learning/…` for a frame or parameter that
 * cannot be learnt from.
 */
export async function fitTrees(
  frame: TrainingFrame,
  params: TreeParams,
  options: FitOptions = {},
): Promise<FittedTrees> {
  const resolved = resolveParams(params);
  options.signal?.throwIfAborted();
  checkFrame(frame, resolved.task);
  if (options.validation !== undefined) checkFrame(options.validation, resolved.task);
  if (options.lanes !== undefined) return train(frame, resolved, options, options.lanes);
  await using lanes = new Lanes(options.threads ?? 2);
  return await train(frame, resolved, options, lanes);
}

async function train(
  frame: TrainingFrame,
  params: ResolvedTreeParams,
  options: FitOptions,
  lanes: Lanes,
): Promise<FittedTrees> {
  const { validation = null, signal } = options;
  const binned = emptyRows(frame.rows, frame.features.length);
  const validationBinned = validation === null ? null : emptyRows(validation.rows, frame.features.length);
  const answers = await lanes.ask((lane) => ({
    kind: "bin",
    columns: frame.features.flatMap((train, feature) =>
      feature % lanes.count === lane
        ? [{ feature, train, validation: validation?.features[feature] ?? null }]
        : [],
    ),
    train: binned,
    validation: validationBinned,
  }));
  const bins: FeatureBins[] = [];
  for (const answer of answers) {
    if (answer.kind === "binned") for (const one of answer.bins) bins[one.feature] = one.bins;
  }
  signal?.throwIfAborted();

  const start = standardise(frame, params.task);
  const layout = histogramLayout(bins.map((feature) => feature.bins));
  const { rows } = frame;
  const maxWeight = frame.weight?.reduce((max, w) => Math.max(max, w), 0) ?? 1;
  const maxHessian = params.task.task === "regression" ? maxWeight : maxWeight / 4;
  const control = sharedInt32(3);
  const job: BoostJob = {
    params,
    seed: options.seed ?? 0,
    outputs: start.outputs,
    base: start.base,
    shapes: bins.map((feature) => ({ isCategorical: feature.kind === "categorical", bins: feature.bins })),
    layout,
    binned,
    data: scoredRows(frame, start, params.task),
    gradients: sharedFloat32(2 * rows),
    memory: growMemory(rows, bins.length, layout, params.leaves, lanes.count),
    sample: sharedInt32(params.rowShare < 1 ? rows : 0),
    units: unitsFor(rows, maxHessian, maxWeight),
    validation:
      validation === null || validationBinned === null
        ? null
        : { binned: validationBinned, data: scoredRows(validation, start, params.task) },
    control,
  };
  const history: IterationLoss[] = [];
  let failure: { readonly error: unknown } | null = null;
  const stop = (): void => void Atomics.store(control, 2, 1);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const [first] = await lanes.ask(
      () => ({ kind: "boost", job }),
      ({ loss }) => {
        history.push(loss);
        try {
          options.onIteration?.(loss.iteration, loss);
        } catch (error) {
          failure ??= { error };
          stop();
        }
      },
    );
    if (failure !== null) throw (failure as { error: unknown }).error;
    signal?.throwIfAborted();
    const boosted = first?.kind === "boosted" ? first.boosted : null;
    const { trees = [], bestIteration = 0 } = boosted ?? {};
    return { ...assemble(trees, bins, start, params.task), bestIteration, history };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
