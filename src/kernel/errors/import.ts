import type { ErrorEntry } from "./prumo-error.ts";

export const importErrors = {
  "import/bad-address": {
    status: 400,
    exit: 2,
    message: "{from} is no address of an MLflow server: {problem}.",
    repair: "Give the address of a running `mlflow server`, such as --from http://127.0.0.1:5000.",
  },
  "import/unreachable": {
    status: 502,
    message: "The server at {from} cannot be reached: {problem}.",
    repair: "Check that it runs and that this machine reaches it; `curl {from}/health` answers OK.",
  },
  "import/refused": {
    status: 502,
    message: "The server at {from} refused us with status {answered}.",
    repair:
      "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to those of someone who may read everything there.",
  },
  "import/not-mlflow": {
    status: 502,
    message: "What answers at {from} is no MLflow server: {problem}.",
    repair: "Give the address under which its web pages are shown, without what follows the `#`.",
  },
  "import/bad-answer": {
    status: 502,
    message: "{what} was not answered as MLflow answers: {problem}.",
    repair: "Look into the log of that server; `prumo experiment import` again continues where it was.",
  },
  "import/no-experiment": {
    status: 404,
    message: "The server at {from} has no experiment named {names}.",
    repair: "Give --experiment the name as its web pages show it, or leave it out to import all of them.",
  },
  "import/under-way": {
    status: 409,
    message: "An import from {from} is under way.",
    repair: "Wait until it has ended, or end it with Ctrl-C where it was begun.",
  },
  "import/none": {
    status: 404,
    message: "There is no import {id}.",
    repair:
      "Start one with `prumo experiment import --from <address>`; it continues where an earlier one was.",
  },
} as const satisfies Record<string, ErrorEntry>;
