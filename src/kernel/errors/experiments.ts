import type { ErrorEntry } from "./prumo-error.ts";

export const experimentsErrors = {
  "experiments/no-run": {
    status: 404,
    message: "Run with id={id} not found.",
    repair: "List the runs of an experiment with `prumo experiment show <name>`.",
  },
  "experiments/run-deleted": {
    status: 400,
    message: "The run {id} must be in the 'active' state. Current state is deleted.",
    repair: "Restore it first, or start a new run.",
  },
  "experiments/bad-run-id": {
    status: 400,
    message: "Invalid value {id} for parameter 'run_id' supplied.",
    repair: "Give 32 hexadecimal digits in lower case, or leave the id out.",
  },
  "experiments/two-run-names": {
    status: 400,
    message:
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{name}', mlflow.runName='{tag}').",
    repair: "Give the name once.",
  },
  "experiments/no-run-tag": {
    status: 404,
    message: "No tag with name: {key} in run with id {id}.",
    repair: "Look at its tags with `prumo experiment show {id}`.",
  },
  "experiments/no-experiment": {
    status: 404,
    message: "No Experiment with id={id} exists.",
    repair: "List the experiments with `prumo experiment list`.",
  },
  "experiments/no-experiment-named": {
    status: 404,
    message: "Could not find experiment with name '{name}'.",
    repair: "List the experiments with `prumo experiment list`.",
  },
  "experiments/no-experiment-tag": {
    status: 404,
    message: "No tag with name: {key} in experiment with id {id}.",
    repair: "List the experiments with `prumo experiment list`.",
  },
  "experiments/bad-experiment-id": {
    status: 404,
    message: "Invalid experiment ID '{id}'. Experiment ID must be a valid integer.",
    repair: "List the experiments with `prumo experiment list`.",
  },
  "experiments/exists": {
    status: 409,
    message: "Experiment(name={name}) already exists.",
    repair: "Take another name, or use experiment {id}.",
  },
  "experiments/name-of-deleted": {
    status: 409,
    message: "Experiment(name={name}) already exists. It is deleted.",
    repair:
      "Restore it with `prumo experiment restore {id}`, remove it for good with `prumo gc --older-than 0 --apply`, or take another name.",
  },
  "experiments/deleted": {
    status: 400,
    message: "The experiment {id} must be in the 'active' state. Current state is deleted.",
    repair: "Restore it first, or use another experiment.",
  },
  "experiments/rename-deleted": {
    status: 400,
    message: "Cannot rename a non-active experiment.",
    repair: "Restore experiment {id} first.",
  },
  "experiments/bad-name": {
    status: 400,
    message: "Invalid experiment name: '{name}'.",
    repair: "Give it a name of 1 to 500 characters.",
  },
  "experiments/bad-artifact-root": {
    status: 400,
    message: "Invalid artifact_location '{location}': prumo does not open it.",
    repair:
      "Leave it out, or name `mlflow-artifacts:/…`, `s3://…`, `gs://…` or another store of your own, without `..`, `?` and `#`.",
  },
  "experiments/bad-key": {
    status: 400,
    message: "Invalid value {value} for parameter '{path}' supplied: {problem}",
    repair: "Choose another name.",
  },
  "experiments/too-long": {
    status: 400,
    message: "'{what}' exceeds the maximum length of {limit} characters.",
    repair: "Shorten it, or log it as an artifact.",
  },
  "experiments/too-many": {
    status: 400,
    message:
      "A batch logging request can contain at most {limit} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.",
    repair: "Send them in several requests.",
  },
  "experiments/duplicate-params": {
    status: 400,
    message:
      "Duplicate parameter keys have been submitted: {keys}. Please ensure the request contains only one param value per param key.",
    repair: "Send each parameter once.",
  },
  "experiments/param-changed": {
    status: 400,
    message:
      "Changing param values is not allowed. Param with key='{param}' was already logged with value='{was}' for run ID='{id}'. Attempted logging new value '{now}'.",
    repair: "Log it under another name or start a new run.",
  },
  "experiments/bad-point": {
    status: 400,
    message: "Invalid value for parameter '{path}' supplied: {problem}",
    repair: "Give a number, a time in epoch milliseconds and a whole step.",
  },
  "experiments/half-interval": {
    status: 400,
    message: "If either start step or end step are specified, both must be specified.",
    repair: "Give both or neither.",
  },
  "experiments/backward-interval": {
    status: 400,
    message: "end_step must be greater than start_step. Found start_step={startStep} and end_step={endStep}.",
    repair: "Give the smaller step first.",
  },
  "experiments/bad-input": {
    status: 400,
    message: "{problem}",
    repair: "Give each dataset a name and a digest.",
  },
  "experiments/foreign-artifacts": {
    status: 400,
    message: "The artifacts of {root} are kept outside of prumo.",
    repair: "Read them with a client that can reach that place.",
  },
  "experiments/no-artifact": {
    status: 404,
    message: "There is no artifact {path} here.",
    repair: "Look at what there is with `GET /api/v1/runs/<id>/artifacts`.",
  },
  "experiments/bad-artifact-path": {
    status: 400,
    message: "{path} is no path of an artifact.",
    repair: "Give a path below the run's folder, without `..`, backslashes and control characters.",
  },
  "experiments/no-table": {
    status: 422,
    message: "{path} cannot be shown as a table: {problem}.",
    repair: "Download it and open it with a tool of your own.",
  },
  "experiments/no-page": {
    status: 422,
    message: "{path} cannot be shown as a page: {problem}.",
    repair: "Download it and open it in a browser.",
  },
  "experiments/artifact-in-the-way": {
    status: 400,
    message: "{path} cannot be a file: {other} is there.",
    repair: "Choose another path, or delete the other artifact first.",
  },
  "experiments/bad-search": {
    status: 400,
    exit: 2,
    message: "{problem} (character {at}).",
    repair: "Write comparisons such as `metrics.auc > 0.9 AND params.depth = '3'`, joined by AND, OR, NOT.",
  },
  "experiments/many-wildcards": {
    status: 400,
    exit: 2,
    message: "A pattern has {count} wildcards; at most {most} are allowed.",
    repair: "Shorten the pattern, or compare several times.",
  },
  "experiments/no-git": {
    status: 501,
    message: "The program git is not installed where prumo runs, so code revisions cannot be compared.",
    repair: "Install git, or compare the two commits where the code is.",
  },
  "experiments/no-repository": {
    status: 404,
    message: "The project is in no git repository that prumo may read: {reason}",
    repair:
      "Run `git init` in the project, or, when it belongs to another user, `git config --global --add safe.directory <folder>`.",
  },
  "experiments/no-commit": {
    status: 404,
    message: "The project's git repository does not have the commit {commit}.",
    repair: "Fetch it with `git fetch`; a run of another repository's code has to be compared there.",
  },
  "experiments/git-failed": {
    status: 500,
    message: "git could not compare {from} with {to}: {reason}",
    repair: "Compare them by hand with `git diff {from} {to}`.",
  },
  "experiments/no-upload": {
    status: 404,
    message: "There is no multipart upload {id} of {path}.",
    repair: "Begin the upload again.",
  },
  "experiments/bad-upload": {
    status: 400,
    message: "The multipart upload of {path} cannot be completed: {problem}.",
    repair: "Send the missing parts, or begin the upload again.",
  },
  "experiments/no-logged-model": {
    status: 404,
    message: "Logged model with ID '{id}' not found.",
    repair: "List the logged models of the experiment.",
  },
  "experiments/no-logged-model-tag": {
    status: 404,
    message: "No tag with key '{key}' found for model with ID '{id}'.",
    repair: "Look at its tags first.",
  },
  "experiments/bad-model-name": {
    status: 400,
    message:
      "Invalid model name ({name}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '\"', \"'\").",
    repair: "Choose another name.",
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
