import type { ErrorEntry } from "./prumo-error.ts";

export const datasetsErrors = {
  "datasets/unknown-column": {
    status: 422,
    message: "{where} names the column {column}, which the data does not have. {advice}",
    repair: "Correct the column name in the project file.",
  },
  "datasets/unsupported-column": {
    status: 422,
    message: "The column {column} is of the type {type}, which {where} cannot use.",
    repair: "Convert {column} in the source file, or leave it out of {where}.",
  },
  "datasets/no-rows": {
    status: 422,
    message: "{dataset} has no rows {window}. {found}",
    repair: "Widen the window in the pipeline's parameters, or look whether the source is complete.",
  },
  "datasets/bad-window": {
    status: 422,
    exit: 2,
    message: "The window of {dataset} is not valid: {problem}",
    repair: "Give from and to as ISO 8601 times (from before to) or days as a positive number.",
  },
  "datasets/bad-check": {
    status: 422,
    exit: 2,
    message: "The check {check} cannot be run: {problem}",
    repair: "Correct {check} in the project file.",
  },
  "datasets/checks-failed": {
    status: 422,
    exit: 3,
    message: "{dataset} {versionId} does not pass its checks: {failed}",
    repair:
      "Look at the rows with `prumo dataset show {versionId}`; correct the source, or make the check a warning (.warn()) if the rows are right.",
  },
  "datasets/duplicate-key": {
    status: 422,
    message:
      "The lookup {lookup} is ambiguous: {dataset}.{key} has {duplicates} keys with more than one {take}, such as {example}.",
    repair: "Make {key} unique in {dataset} (the check unique finds the rows), or look up by another column.",
  },
  "datasets/lookup-too-large": {
    status: 422,
    message: "The lookup {lookup} has more than {limit} keys.",
    repair: "Look up in a smaller dataset: a lookup becomes part of the model.",
  },
  "datasets/cannot-split": {
    status: 422,
    message: "The table {table} cannot be split: {problem}",
    repair: 'Give the dataset more rows or a time column (`time`), or split with by: "random".',
  },
  "datasets/unknown-version": {
    status: 404,
    message: "There is no dataset version {id}.",
    repair: "List the versions with `prumo dataset list`.",
  },
  "datasets/ambiguous-version": {
    status: 409,
    message: "{prefix} is the beginning of several dataset versions: {matches}.",
    repair: "Give more digits of the id.",
  },
  "datasets/out-of-memory": {
    status: 507,
    message: "The table engine needs more memory than its limit of {limit}: {problem}",
    repair: "Raise the memory limit, or narrow the window of the pipeline.",
  },
  "datasets/wrong-input": {
    status: 422,
    exit: 2,
    message: "The step's input {input} is missing or of the wrong kind: {problem}",
    repair: "Connect {input} to a step that gives it, in the project file.",
  },
} as const satisfies Record<string, ErrorEntry>;
