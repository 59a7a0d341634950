import type { Predictor } from "../../../contract/model-graph.ts";
import type { Algorithm } from "../../../contract/step-params.ts";
import { type IterationLoss, type Task, takeRows, type TrainingFrame } from "../../../engines/learning.ts";
import { fitLinear } from "../../../engines/linear/fit.ts";
import { fitTrees } from "../../../engines/trees/fit.ts";
import type { Lanes } from "../../../engines/trees/lanes.ts";
import { seededRandom } from "../../../kernel/random.ts";

export interface FitContext {
  readonly task: Task;
  readonly seed: number;
  readonly lanes: Lanes;
  readonly signal: AbortSignal;
  /** Whether rows stand in order of time. */
  readonly isOrdered: boolean;
}

export interface Fitted {
  readonly predictor: Predictor;
  /** Iterations kept; null of a linear model. */
  readonly iterations: number | null;
}

/** Rows held out to stop early by: the last tenth in time, or a random tenth. */
const HELD_OUT = 0.1;

/**
 * Fits one model. With early stopping the number of trees is found on a tenth of the rows that is held out,
 * then the model is fitted again on all rows with that many trees, so that the newest rows are not lost.
 */
export async function fitAlgorithm(
  frame: TrainingFrame,
  algorithm: Algorithm,
  context: FitContext,
  onIteration: (loss: IterationLoss, of: number) => void = () => {},
): Promise<Fitted> {
  const { task, seed, lanes, signal } = context;
  if (algorithm.kind === "linear") {
    return { predictor: await fitLinear(frame, { ...task, l2: algorithm.l2 }, { signal }), iterations: null };
  }
  const { kind: _, ...params } = algorithm;
  const options = { seed, lanes, signal };
  if (params.earlyStopping === null) {
    const trees = await fitTrees(
      frame,
      { ...params, ...task },
      { ...options, onIteration: (_iteration, loss) => onIteration(loss, params.trees) },
    );
    return { predictor: trees, iterations: trees.bestIteration };
  }
  const { kept, held } = holdOut(frame.rows, context);
  const search = await fitTrees(
    takeRows(frame, kept),
    { ...params, ...task },
    {
      ...options,
      validation: takeRows(frame, held),
      onIteration: (_iteration, loss) => onIteration(loss, params.trees),
    },
  );
  const trees = Math.max(1, search.bestIteration);
  const whole = await fitTrees(frame, { ...params, ...task, trees, earlyStopping: null }, options);
  return { predictor: whole, iterations: trees };
}

/** Row numbers to learn from and to look at, both rising. */
export function holdOut(
  rows: number,
  { isOrdered, seed }: Pick<FitContext, "isOrdered" | "seed">,
  share = HELD_OUT,
): { kept: Int32Array; held: Int32Array } {
  const count = Math.max(1, Math.floor(rows * share));
  if (isOrdered) {
    const from = rows - count;
    return {
      kept: Int32Array.from({ length: from }, (_, row) => row),
      held: Int32Array.from({ length: count }, (_, row) => from + row),
    };
  }
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  for (let i = rows - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
  return { kept: order.slice(count).sort(), held: order.slice(0, count).sort() };
}
