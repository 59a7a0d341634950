import type { Algorithm, TrainParams } from "../../../contract/step-params.ts";
import type { TrainingFrame } from "../../../engines/learning.ts";
import { crossValidate } from "../../../engines/validation/cross-validate.ts";
import { kFold, timeOrderedFolds } from "../../../engines/validation/folds.ts";
import type { StepTools } from "../../../ports/step-kind.ts";
import { fitAlgorithm, type FitContext } from "./fit-algorithm.ts";

/** Cross-validates; logs `cv.<metric>` of each fold by its number, and `cv.<metric>.mean`. */
export async function crossValidateAlgorithm(
  frame: TrainingFrame,
  algorithm: Algorithm,
  validate: NonNullable<TrainParams["validate"]>,
  context: FitContext,
  tools: StepTools,
): Promise<void> {
  const { folds: count } = validate;
  const isByTime = validate.by === "time" && context.isOrdered;
  if (validate.by === "time" && !isByTime)
    tools.log("warn", "the table has no time column: folds are drawn at random");
  const folds = isByTime ? timeOrderedFolds(frame.rows, count) : kFold(frame.rows, count, context.seed);
  const { folds: measured, summary } = await crossValidate(
    frame,
    context.task,
    folds,
    async (train, _test, fold) => {
      tools.progress(0.4 + (0.1 * fold) / count, `cross-validation: fold ${fold + 1} of ${count}`);
      tools.signal.throwIfAborted();
      return (await fitAlgorithm(train, algorithm, context)).predictor;
    },
  );
  for (const [fold, metrics] of measured.entries()) {
    for (const [name, { value }] of Object.entries(metrics)) tools.metric(`cv.${name}`, value, fold + 1);
  }
  for (const [name, { mean, deviation }] of Object.entries(summary)) {
    tools.metric(`cv.${name}.mean`, mean, 0);
    if (deviation !== null) tools.metric(`cv.${name}.deviation`, deviation, 0);
  }
}
