import type { ErrorEntry } from "./prumo-error.ts";

export const experimentsErrors = {
  "experiments/no-run": {
    status: 404,
    message: "There is no run {id}.",
    repair: "List the runs of an experiment with `prumo experiment show <name>`.",
  },
  "experiments/no-experiment": {
    status: 404,
    message: "There is no experiment {name}.",
    repair: "List the experiments with `prumo experiment list`.",
  },
  "experiments/run-closed": {
    status: 409,
    message: "Run {id} is {state}; it takes nothing more.",
    repair: "Start a new run and log to it.",
  },
  "experiments/param-changed": {
    status: 400,
    message: "Changing param values is not allowed: {param} of run {id} is {was}, not {now}.",
    repair: "Log it under another name or start a new run.",
  },
  "experiments/metric-not-finite": {
    status: 422,
    message: "Metric {metric} of run {id} is {value}, which is no finite number.",
    repair: "Leave the point out, or lower the learning rate if the loss has diverged.",
  },
  "experiments/unknown-target": {
    status: 422,
    exit: 2,
    message: "The table has no column {target} to learn.",
    repair: "Set `target` of the train step to one of its columns: {columns}.",
  },
  "experiments/target-not-binary": {
    status: 422,
    exit: 2,
    message: "Target {target} is to have two classes but holds {found}.",
    repair:
      'Set `task` of the train step to "multiclass" or "regression", or compare the column: `col("{target}").gt(…)`.',
  },
  "experiments/target-not-number": {
    status: 422,
    exit: 2,
    message: "Target {target} is to be a number but holds {found}.",
    repair: 'Set `task` of the train step to "multiclass", or make {target} a number in the prepare step.',
  },
  "experiments/too-many-classes": {
    status: 422,
    exit: 2,
    message: "Target {target} has more than {most} classes.",
    repair: 'Set `task` of the train step to "regression", or make classes of {target} in the prepare step.',
  },
  "experiments/missing-table": {
    status: 422,
    exit: 2,
    message: "The train step was given no table.",
    repair: "Give it the output of a prepare or a split step: `step.train(split.train, …)`.",
  },
  "experiments/serving-skew": {
    status: 500,
    message: "The model answers {served} from the raw columns of row {row}, but {trained} in training.",
    repair: "This is a fault of prumo: report it with the prepare step's columns. The model was not kept.",
  },
  "experiments/one-class": {
    status: 422,
    message: "Target {target} has the same value in all {rows} rows: there is nothing to learn.",
    repair: "Widen the window of the ingest step, or correct the expression of {target}.",
  },
  "experiments/missing-target": {
    status: 422,
    message: "Target {target} is null in {rows} rows of the training table.",
    repair: 'Add `notNull("{target}")` to the checks or `coalesce` to its expression.',
  },
  "experiments/text-feature": {
    status: 422,
    exit: 2,
    message: "Column {column} holds text, which trees and linear models cannot order.",
    repair: 'Declare it as a category: `col("{column}").category()`.',
  },
  "experiments/unknown-hyperparameter": {
    status: 422,
    exit: 2,
    message: "{algorithm} has no hyperparameter {name} to tune.",
    repair: "Tune one of: {known}.",
  },
} as const satisfies Record<string, ErrorEntry>;
