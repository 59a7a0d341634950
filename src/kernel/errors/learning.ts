import type { ErrorEntry } from "./prumo-error.ts";

export const learningErrors = {
  "learning/bad-parameter": {
    status: 422,
    exit: 2,
    message: "{parameter} is {value}; it must lie between {min} and {max}.",
    repair: "Set {parameter} of the train step within these bounds.",
  },
  "learning/no-rows": {
    status: 422,
    message: "There are no rows to learn from.",
    repair: "Widen the window of the ingest step, or make the test share of the split smaller.",
  },
  "learning/too-many-rows": {
    status: 422,
    message: "{rows} rows are more than the {max} that one model learns from.",
    repair: "Narrow the window of the ingest step to at most {max} rows.",
  },
  "learning/no-features": {
    status: 422,
    exit: 2,
    message: "There is no feature to learn from.",
    repair: "Add columns besides the target to the prepare step.",
  },
  "learning/ragged-frame": {
    status: 422,
    message: "Column {column} has {length} values for {rows} rows.",
    repair: "Give every column of the frame, target and weight included, one value a row.",
  },
  "learning/bad-target": {
    status: 422,
    message: "The target of row {row} is {value}, which no {task} model can learn.",
    repair:
      "Use 0 and 1 for binary, class indices for multiclass and finite numbers for regression; drop rows without a target.",
  },
  "learning/bad-weight": {
    status: 422,
    message: "The weight of row {row} is {value}.",
    repair: "Give weights that are finite and not negative.",
  },
  "learning/bad-category": {
    status: 422,
    message: "Row {row} of column {column} has category {value} of {categories}.",
    repair: "Code categories from 0 and missing ones as -1.",
  },
  "learning/lane-died": {
    status: 500,
    message: "A training thread ended: {reason}",
    repair: "Give the process more memory, or train on fewer rows or with fewer threads.",
  },
  "learning/singular": {
    status: 422,
    message: "The equations of the linear model have no unique solution.",
    repair: "Raise l2 (the default is 1), or drop the columns that are sums of others.",
  },
  "learning/too-wide": {
    status: 422,
    message:
      "One-hot coding makes {width} weights an output, more than the {max} that a linear model solves.",
    repair: "Drop or coarsen the categorical columns with most categories, or use gbdt().",
  },
  "learning/too-few-rows-to-fold": {
    status: 422,
    exit: 2,
    message: "{rows} rows cannot make {folds} folds.",
    repair: "Set `folds` to at most {rows}.",
  },
  "learning/bad-range": {
    status: 422,
    exit: 2,
    message: "The range of {parameter} to search is not valid: {problem}.",
    repair: "Give a list of values, `min` below `max`, or `log: [from, to]` with 0 < from < to.",
  },
} as const satisfies Record<string, ErrorEntry>;
