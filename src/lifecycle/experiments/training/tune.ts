import { algorithmSchema, type Algorithm, type TrainParams } from "../../../contract/step-params.ts";
import { type TrainingFrame, takeRows } from "../../../engines/learning.ts";
import type { Range, SearchSpace } from "../../../engines/tuning/space.ts";
import { search, type Trial } from "../../../engines/tuning/suggest.ts";
import { measure } from "../../../engines/validation/cross-validate.ts";
import { fail } from "../../../kernel/errors/prumo-error.ts";
import { fitAlgorithm, type FitContext, holdOut } from "./fit-algorithm.ts";

type Tune = NonNullable<TrainParams["tune"]>;

const integers = new Set(["trees", "leaves", "minRowsInLeaf", "earlyStopping"]);
/** Share of the rows, the last ones in time, on which a trial is judged. */
const JUDGED_ON = 0.2;

/**
 * Searches hyperparameters on at most `tune.rows` rows, spread evenly over the table. A trial's loss is the log
 * loss, or the RMSE, on the last fifth of them. Answers the algorithm with the best choice put in.
 */
export async function tuneAlgorithm(
  frame: TrainingFrame,
  algorithm: Algorithm,
  tune: Tune,
  context: FitContext,
  onTrial: (trial: Trial, number: number) => void,
): Promise<{ algorithm: Algorithm; history: readonly Trial[] }> {
  const space = spaceOf(algorithm, tune.over);
  const count = Math.min(frame.rows, tune.rows);
  const rows = Int32Array.from({ length: count }, (_, k) => Math.floor((k * frame.rows) / count));
  const sample = count === frame.rows ? frame : takeRows(frame, rows);
  const { kept, held } = holdOut(count, context, JUDGED_ON);
  const [train, test] = [takeRows(sample, kept), takeRows(sample, held)];
  const { trials, method } = tune;
  const { best, history } = await search(
    space,
    { trials, method, seed: context.seed },
    async (choice, number) => {
      const { predictor } = await fitAlgorithm(train, choose(algorithm, choice), context);
      const metrics = measure(predictor, test, context.task);
      const loss = (context.task.task === "regression" ? metrics.rmse : metrics.logLoss)?.value ?? Number.NaN;
      onTrial({ choice, loss }, number + 1);
      return loss;
    },
  );
  return { algorithm: best === null ? algorithm : choose(algorithm, best.choice), history };
}

/** The declared ranges, refused when the algorithm has no such hyperparameter; whole numbers where it needs them. */
function spaceOf(algorithm: Algorithm, over: Tune["over"]): SearchSpace {
  const known = Object.keys(algorithm).filter((name) => name !== "kind");
  const entries = Object.entries(over).map(([name, range]): [string, Range] => {
    if (!known.includes(name)) {
      throw fail("experiments/unknown-hyperparameter", { algorithm: algorithm.kind, name, known });
    }
    return [name, Array.isArray(range) || !integers.has(name) ? range : { ...range, integer: true }];
  });
  return Object.fromEntries(entries);
}

function choose(algorithm: Algorithm, choice: Trial["choice"]): Algorithm {
  return algorithmSchema.parse({ ...algorithm, ...choice });
}
