import type { ErrorEntry } from "./prumo-error.ts";

export const modelsErrors = {
  "models/gate-refused": {
    status: 422,
    exit: 3,
    message: "The gate refused the model: {problems}.",
    repair:
      "Improve the model, or change the requirement in the project file if it asks for too much; the evidence is kept under `prumo model show`.",
  },
  "models/requirement-without-bound": {
    status: 422,
    exit: 2,
    message: "Requirement {id} states neither atLeast nor atMost.",
    repair: "Add `...atLeast(…)` or `...atMost(…)` to requirement {id}.",
  },
  "models/no-model": {
    status: 404,
    message: "There is no model {name}.",
    repair: "List the models with `prumo model list`.",
  },
  "models/no-version": {
    status: 404,
    message: "Model {model} has no version {version}.",
    repair: "Give a number or one of its aliases; `prumo model show {model}` lists them.",
  },
  "models/no-version-id": {
    status: 404,
    message: "There is no model version {id}.",
    repair: "List the models with `prumo model list`.",
  },
  "models/no-package": {
    status: 409,
    message: "Version {version} of {model} was registered by a client; prumo has no package of it.",
    repair: "Serve, gate and watch a version that a pipeline of prumo registered.",
  },
  "models/bad-name": {
    status: 400,
    message: "Invalid model name '{name}'. Names cannot contain '/' or ':'.",
    repair: "Choose another name.",
  },
  "models/no-name": {
    status: 400,
    message: "Missing value for required parameter 'name'.",
    repair: "Give the model a name.",
  },
  "models/exists": {
    status: 409,
    message: "Registered Model (name={name}) already exists.",
    repair: "Choose another name, or add a version to it.",
  },
  "models/no-registered-model": {
    status: 404,
    message: "Registered Model with name={name} not found.",
    repair: "List the models with `prumo model list`.",
  },
  "models/no-registered-version": {
    status: 404,
    message: "Model Version (name={model}, version={version}) not found.",
    repair: "Look at its versions with `prumo model show {model}`.",
  },
  "models/no-alias": {
    status: 400,
    message: "Registered model alias {alias} not found.",
    repair: "Look at its aliases with `prumo model show {model}`.",
  },
  "models/reserved-alias": {
    status: 400,
    message: "Invalid alias name: '{alias}'. {problem}.",
    repair: "Use letters, digits, _ and -; not `latest` and not `v` with a number.",
  },
  "models/bad-stage": {
    status: 400,
    message:
      "Invalid Model Version stage: {stage}. Value must be one of None, Staging, Production, Archived.",
    repair: "Give one of these stages.",
  },
  "models/not-active-stage": {
    status: 400,
    message:
      "Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. Valid stages are Staging, Production.",
    repair: "Archive only when moving to Staging or Production.",
  },
  "models/bad-source": {
    status: 400,
    message: "Invalid model version source: '{source}'. {problem}.",
    repair: "Name artifacts of the run or logged model that made it, or a store of your own, without `..`.",
  },
  "models/serving": {
    status: 400,
    message: "Version {version} of {model} serves; it cannot be deleted.",
    repair: "Promote another version to `live`, or call the rollout back, first.",
  },
  "models/bad-tag": {
    status: 400,
    message: "{problem}.",
    repair: "Choose another key or a shorter value.",
  },
  "models/bad-alias": {
    status: 422,
    exit: 2,
    message: "{alias} is no name for an alias.",
    repair:
      "Use at most 63 letters, digits, - or _, starting with a letter; not `latest` and not `v` with a number.",
  },
  "models/report-of-another-model": {
    status: 409,
    message: "The report speaks of model {reported}, but {given} was to be registered.",
    repair: "Give `register` the report that `evaluate` made of this very model.",
  },
  "models/package-damaged": {
    status: 500,
    message: "File {file} of {model} version {version} is not what was registered.",
    repair: "Restore the project's `.prumo/blobs` from a backup, or train the version again.",
  },
  "models/missing-input": {
    status: 422,
    exit: 2,
    message: "The step has no input {input}.",
    repair: "Give the step an input {input} in the project file.",
  },
  "models/export-not-empty": {
    status: 409,
    message: "Folder {dir} is not empty.",
    repair: "Give `model export` a new or an empty folder.",
  },
  "models/bad-comparison": {
    status: 400,
    message: "A comparison takes two to eight versions of {model}, each once; {given} were given.",
    repair: "Give numbers or aliases, such as `prumo model compare {model} live latest`.",
  },
  "models/unknown-slice": {
    status: 422,
    exit: 2,
    message: "The test table has no column {column} to slice by.",
    repair: "Set `slices` of the evaluate step to columns of the table: {columns}.",
  },
  "models/unknown-column": {
    status: 422,
    exit: 2,
    message: "Table {table} has no column {column}, which the model needs.",
    repair: "Evaluate on a table of the same prepare step as the one it was trained on.",
  },
  "models/no-test-rows": {
    status: 422,
    message: "The test table {table} has no rows.",
    repair: "Widen the window of the ingest step or raise `test` of the split step.",
  },
  "models/bad-onnx": {
    status: 422,
    message: "This is not a model that prumo can read: {problem}.",
    repair: "Write the model again with `prumo run`, or serve a foreign ONNX file with ONNX Runtime.",
  },
  "models/not-in-onnx": {
    status: 422,
    exit: 2,
    message: "The model cannot be written as ONNX: {problem}.",
    repair: "Change {part} in the prepare step, so that ONNX operators can compute it.",
  },
  "models/no-onnx-runtime": {
    status: 501,
    message: "The model needs ONNX Runtime, which is not installed: {reason}",
    repair: "Install it with `npm install onnxruntime-node@1.30.0`, then look at `prumo doctor`.",
  },
  "models/onnx-runtime-failed": {
    status: 500,
    message: "ONNX Runtime failed: {reason}",
    repair:
      "Check the model with `prumo doctor`, or export it again without ZipMap outputs and custom operators.",
  },
} as const satisfies Record<string, ErrorEntry>;
