/** Where each thing is shown. The router declares the same shapes; a test walks them all. */
const at = (...parts: readonly (string | number)[]) =>
  `/${parts.map((part) => encodeURIComponent(part)).join("/")}`;

export const paths = {
  flow: "/",
  sources: "/sources",
  source: (name: string) => at("sources", name),
  datasets: "/datasets",
  dataset: (name: string) => at("datasets", name),
  datasetVersion: (id: string) => at("dataset-versions", id),
  pipelines: "/pipelines",
  pipeline: (name: string) => at("pipelines", name),
  pipelineRun: (id: string) => at("pipeline-runs", id),
  experiments: "/experiments",
  experiment: (id: string) => at("experiments", id),
  run: (id: string) => at("runs", id),
  /** The ids are those of runs, which need no encoding. */
  compare: (ids: readonly string[]) => `/compare?runs=${ids.join(",")}`,
  models: "/models",
  model: (name: string) => at("models", name),
  modelHistory: (name: string) => at("models", name, "history"),
  modelCompare: (name: string) => at("models", name, "compare"),
  modelVersion: (name: string, version: number | string) => at("models", name, version),
  modelVersionById: (id: string) => at("model-versions", id),
  deployments: "/deployments",
  deployment: (name: string) => at("deployments", name),
  predictions: "/predictions",
  prediction: (id: string) => at("predictions", id),
  monitors: "/monitors",
  monitor: (name: string) => at("monitors", name),
  retraining: "/retraining",
} as const;
