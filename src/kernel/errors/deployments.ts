import type { ErrorEntry } from "./prumo-error.ts";

export const deploymentsErrors = {
  "deployments/unknown": {
    status: 404,
    message: "There is no deployment {deployment}.",
    repair: "Declare it in the project file, or use one of: {known}.",
  },
  "deployments/unknown-version": {
    status: 404,
    message: "Version {version} does not answer on the deployment {deployment}.",
    repair: "Ask for one of {known}, or leave the version out.",
  },
  "deployments/empty": {
    status: 503,
    message: "The deployment {deployment} has no model yet.",
    repair: "Run a pipeline that deploys to it: `prumo run <pipeline>`.",
  },
  "deployments/not-ready": {
    status: 503,
    message: "The deployment {deployment} is still loading its model.",
    repair: "Try again in a moment; `prumo deployment show {deployment}` tells its state.",
  },
  "deployments/cannot-load": {
    status: 500,
    message: "The model version {version} of the deployment {deployment} cannot be loaded: {reason}",
    repair: "Check the model with `prumo doctor`, then release a version that loads: `prumo run <pipeline>`.",
  },
  "deployments/not-rolled-out": {
    status: 409,
    message: "{model} v{version} does not go out on the deployment {deployment}: {reason}",
    repair: "Promote a version that loads; the one that was live serves on.",
  },
  "deployments/model-failed": {
    status: 500,
    message: "The model of the deployment {deployment} failed: {reason}",
    repair: "Release another version, or roll back: `prumo model promote <model> <version>`.",
  },
  "deployments/illegal-move": {
    status: 409,
    message: "The rollout {rollout} of {deployment} cannot go from {from} to {to}.",
    repair: "Look at its state with `prumo deployment show {deployment}`.",
  },
  "deployments/no-rollout": {
    status: 409,
    message: "Nothing is being rolled out on the deployment {deployment}.",
    repair: "Look at its state with `prumo deployment show {deployment}`.",
  },
  "deployments/too-many-rows": {
    status: 413,
    message: "{rows} rows were sent where at most {limit} are answered at once.",
    repair: "Send them in requests of at most {limit} rows.",
  },
} as const satisfies Record<string, ErrorEntry>;
