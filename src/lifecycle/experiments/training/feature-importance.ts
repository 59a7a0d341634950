import type { Predictor } from "../../../contract/model-graph.ts";
import { type FeatureColumn, type Task, takeRows, type TrainingFrame } from "../../../engines/learning.ts";
import { measure } from "../../../engines/validation/cross-validate.ts";
import { seededRandom } from "../../../kernel/random.ts";

/** Rise of the loss when a feature's values are shuffled among the rows. */
export interface Importance {
  readonly feature: string;
  readonly rise: number;
}

/** Values scored in all, so that wide tables take no longer. */
const BUDGET = 400_000;
const MOST_ROWS = 20_000;

/**
 * Permutation importance (Breiman, 2001; Fisher, Rudin and Dominici, JMLR 2019) on training rows spread evenly
 * over the table: rise of the log loss, or of the RMSE. Largest first. The same for a seed.
 */
export function featureImportance(
  predictor: Predictor,
  frame: TrainingFrame,
  task: Task,
  seed: number,
): Importance[] {
  const wanted = Math.max(100, Math.min(MOST_ROWS, Math.floor(BUDGET / frame.features.length)));
  const count = Math.min(frame.rows, wanted);
  const sample = takeRows(
    frame,
    Int32Array.from({ length: count }, (_, k) => Math.floor((k * frame.rows) / count)),
  );
  const loss = (rows: TrainingFrame): number => {
    const metrics = measure(predictor, rows, task);
    return (task.task === "regression" ? metrics.rmse : metrics.logLoss)?.value ?? 0;
  };
  const before = loss(sample);
  const random = seededRandom(seed);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  for (let i = count - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
  return sample.features
    .map((column, at) => {
      const features = sample.features.map((other, f) => (f === at ? shuffled(column, order) : other));
      return { feature: column.name, rise: loss({ ...sample, features }) - before };
    })
    .sort((a, b) => b.rise - a.rise || (a.feature < b.feature ? -1 : 1));
}

function shuffled(column: FeatureColumn, order: Int32Array): FeatureColumn {
  if (column.kind === "numeric")
    return { ...column, values: column.values.map((_, row) => column.values[order[row] ?? 0] ?? 0) };
  return { ...column, codes: column.codes.map((_, row) => column.codes[order[row] ?? 0] ?? 0) };
}
