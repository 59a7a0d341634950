import type { Predictor } from "../../contract/model-graph.ts";
import type { MetricName } from "../../contract/records/models.ts";
import { type Task, takeRows, type TrainingFrame } from "../learning.ts";
import { binaryMetrics, type Metrics } from "../metrics/binary.ts";
import { multiclassMetrics } from "../metrics/multiclass.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import type { Fold } from "./folds.ts";
import { predictFrame } from "./predict-frame.ts";

export interface CrossValidation {
  /** Metrics of each fold, on the rows that its model has not seen. */
  readonly folds: readonly Metrics[];
  /** Mean and sample standard deviation (null of one fold) over the folds that have the metric. */
  readonly summary: {
    readonly [Name in MetricName]?: { readonly mean: number; readonly deviation: number | null };
  };
}

/** Fits and tests a model per fold, one after the other. `fit` is given the rows to learn from and those to test on. */
export async function crossValidate(
  frame: TrainingFrame,
  task: Task,
  folds: readonly Fold[],
  fit: (train: TrainingFrame, test: TrainingFrame, fold: number) => Promise<Predictor>,
): Promise<CrossValidation> {
  const measured: Metrics[] = [];
  for (const [fold, { train, test }] of folds.entries()) {
    const unseen = takeRows(frame, test);
    const predictor = await fit(takeRows(frame, train), unseen, fold);
    measured.push(measure(predictor, unseen, task));
  }
  return { folds: measured, summary: summarise(measured) };
}

/** Metrics of a fitted predictor on the rows of a frame. */
export function measure(predictor: Predictor, frame: TrainingFrame, task: Task): Metrics {
  const predictions = predictFrame(predictor, frame);
  switch (task.task) {
    case "binary":
      return binaryMetrics(frame.target, predictions);
    case "multiclass":
      return multiclassMetrics(frame.target, predictions, task.classes);
    case "regression":
      return regressionMetrics(Float64Array.from(frame.target), predictions);
  }
}

function summarise(folds: readonly Metrics[]): CrossValidation["summary"] {
  const summary: { [Name in MetricName]?: { mean: number; deviation: number | null } } = {};
  const names = new Set(folds.flatMap((metrics) => Object.keys(metrics) as MetricName[]));
  for (const name of names) {
    const values = folds.flatMap((metrics) => metrics[name]?.value ?? []);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    summary[name] = { mean, deviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)) };
  }
  return summary;
}
