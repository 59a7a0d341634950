import type {
  ArtifactEntry,
  Experiment,
  LoggedModel,
  MetricNumber,
  MetricPoint,
  Run,
} from "../../../contract/records/experiments.ts";

/** Our records as MLflow's messages. Members without a value are left out, as protobuf does. */

const largest = 1.7976931348623157e308;

/** Infinities come back as the largest double: MLflow's databases cannot hold them. */
export function metricValue(value: MetricNumber): number | "NaN" {
  if (value === "Infinity") return largest;
  return value === "-Infinity" ? -largest : value;
}

export function pairs(values: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** A list, or nothing where it is empty. */
export function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

export function experimentJson(experiment: Experiment) {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: experiment.artifactRoot,
    lifecycle_stage: experiment.isDeleted ? "deleted" : "active",
    last_update_time: experiment.updatedAt,
    creation_time: experiment.createdAt,
    tags: some(pairs(experiment.tags)),
  };
}

export function runInfoJson(run: Run) {
  return {
    run_uuid: run.id,
    experiment_id: run.experimentId,
    run_name: run.name,
    user_id: run.user,
    status: run.state.toUpperCase(),
    start_time: run.startedAt,
    end_time: run.finishedAt ?? undefined,
    artifact_uri: run.artifactRoot,
    lifecycle_stage: run.isDeleted ? "deleted" : "active",
    run_id: run.id,
  };
}

export function runJson(run: Run) {
  const metrics = Object.entries(run.metrics).map(([key, summary]) => ({
    key,
    value: metricValue(summary.last),
    timestamp: summary.lastAt,
    step: summary.lastStep,
  }));
  return {
    info: runInfoJson(run),
    data: { metrics: some(metrics), params: some(pairs(run.params)), tags: some(pairs(run.tags)) },
    inputs: inputsJson(run),
    outputs: outputsJson(run),
  };
}

function inputsJson(run: Run) {
  return {
    dataset_inputs: some(
      run.inputs.map(({ tags, name, digest, sourceType, source, schema, profile }) => ({
        tags: some(pairs(tags)),
        dataset: {
          name,
          digest,
          source_type: sourceType,
          source,
          schema: schema ?? undefined,
          profile: profile ?? undefined,
        },
      })),
    ),
    model_inputs: some(run.modelInputs.map((model_id) => ({ model_id }))),
  };
}

function outputsJson(run: Run) {
  return {
    model_outputs: some(run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step }))),
  };
}

export function metricJson({ key, value, step, at }: MetricPoint) {
  return { key, value: metricValue(value), timestamp: at, step };
}

export function fileInfo({ path, isFolder, bytes }: ArtifactEntry) {
  return { path, is_dir: isFolder, file_size: bytes || undefined };
}

const modelStates = {
  pending: "LOGGED_MODEL_PENDING",
  ready: "LOGGED_MODEL_READY",
  failed: "LOGGED_MODEL_UPLOAD_FAILED",
} as const;

export function loggedModelJson(model: LoggedModel) {
  return {
    info: {
      model_id: model.id,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactRoot,
      status: modelStates[model.state],
      model_type: model.type ?? undefined,
      source_run_id: model.sourceRunId ?? undefined,
      status_message: model.stateMessage ?? undefined,
      tags: some(pairs(model.tags)),
    },
    data: {
      params: some(pairs(model.params)),
      metrics: some(
        model.metrics.map((metric) => ({
          key: metric.key,
          value: metricValue(metric.value),
          timestamp: metric.at,
          step: metric.step,
          dataset_name: metric.datasetName ?? undefined,
          dataset_digest: metric.datasetDigest ?? undefined,
          model_id: model.id,
          run_id: metric.runId,
        })),
      ),
    },
  };
}
