import { z } from "zod";
import type { MetricNumber } from "../../contract/records/experiments.ts";
import { metricJson } from "../../contract/records/experiments.ts";

/** Protocol buffers write 64-bit integers as text, MLflow as numbers. */
export const whole = z
  .union([z.number(), z.string().regex(/^-?\d{1,16}$/)])
  .transform(Number)
  .refine(Number.isSafeInteger, "is no whole number");

/** Null and absent are the same. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
export const maybeText = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

const metricValue = z
  .union([z.number(), z.string().regex(/^(NaN|[-+]?Infinity|[-+]?[\d.]+(e[-+]?\d+)?)$/i)])
  .transform((value): MetricNumber => metricJson(Number(value)));

const byKey = (a: { readonly key: string }, b: { readonly key: string }) =>
  a.key < b.key ? -1 : Number(a.key > b.key);

/** Key and value, sorted by key. */
export const pairs = z
  .array(z.object({ key: z.string(), value: text }))
  .nullish()
  .transform((list) => (list ?? []).toSorted(byKey));

export const runId = z.string().regex(/^[0-9a-f]{32}$/, "is no id of 32 hexadecimal digits");
export const modelId = z.string().regex(/^m-[0-9a-f]{32}$/, "is no id of m- and 32 hexadecimal digits");

export const point = z
  .object({
    key: z.string(),
    value: metricValue,
    timestamp: whole.refine((at) => at >= 0),
    step: whole.default(0),
  })
  .transform(({ key, value, timestamp, step }) => ({ key, value, step, at: timestamp }));

export const experiment = z
  .object({
    experiment_id: z.string().regex(/^\d{1,20}$/, "is no number"),
    name: z.string().min(1),
    artifact_location: text,
    lifecycle_stage: text,
    creation_time: whole.optional(),
    last_update_time: whole.optional(),
    tags: pairs,
  })
  .transform((found) => ({
    id: found.experiment_id,
    name: found.name,
    isDeleted: found.lifecycle_stage === "deleted",
    artifactRoot: found.artifact_location,
    tags: found.tags,
    createdAt: found.creation_time ?? 0,
    updatedAt: found.last_update_time ?? found.creation_time ?? 0,
  }));

const states = {
  RUNNING: "running",
  SCHEDULED: "scheduled",
  FINISHED: "finished",
  FAILED: "failed",
  KILLED: "killed",
} as const;

const input = z
  .object({
    dataset: z.object({
      name: z.string(),
      digest: z.string(),
      source_type: text,
      source: text,
      schema: maybeText,
      profile: maybeText,
    }),
    tags: pairs,
  })
  .transform(({ dataset: { source_type: sourceType, ...dataset }, tags }) => ({
    ...dataset,
    sourceType,
    tags,
  }));

export const modelInputs = z
  .object({ model_inputs: z.array(z.object({ model_id: modelId })).default([]) })
  .transform(({ model_inputs: given }) => given.map((model) => model.model_id))
  .optional();

/** The points of a run come apart, so that one that makes no sense takes no others with it. */
export const run = z
  .object({
    info: z.object({
      run_id: runId,
      run_name: text,
      user_id: text,
      status: z.enum(Object.keys(states) as (keyof typeof states)[]).default("RUNNING"),
      lifecycle_stage: text,
      start_time: whole.optional(),
      end_time: whole.nullish(),
      artifact_uri: text,
    }),
    data: z
      .object({ params: pairs, tags: pairs, metrics: z.array(z.unknown()).nullish() })
      .default({ params: [], tags: [], metrics: [] }),
    inputs: z.object({ dataset_inputs: z.array(input).nullish() }).nullish(),
    outputs: z
      .object({ model_outputs: z.array(z.object({ model_id: modelId, step: whole.default(0) })).nullish() })
      .nullish(),
  })
  .transform(({ info, data, inputs, outputs }) => ({
    id: info.run_id,
    name: info.run_name || (data.tags.find(({ key }) => key === "mlflow.runName")?.value ?? ""),
    user: info.user_id,
    state: states[info.status],
    isDeleted: info.lifecycle_stage === "deleted",
    startedAt: info.start_time ?? info.end_time ?? 0,
    finishedAt: info.end_time ?? null,
    artifactRoot: info.artifact_uri,
    params: data.params,
    tags: data.tags,
    metrics: data.metrics ?? [],
    inputs: (inputs?.dataset_inputs ?? []).toSorted((a, b) =>
      `${a.name}\0${a.digest}` < `${b.name}\0${b.digest}` ? -1 : 1,
    ),
    modelOutputs: (outputs?.model_outputs ?? [])
      .map(({ model_id, step }) => ({ modelId: model_id, step }))
      .toSorted((a, b) => (a.modelId < b.modelId ? -1 : 1)),
  }));

const modelStates = {
  LOGGED_MODEL_PENDING: "pending",
  LOGGED_MODEL_READY: "ready",
  LOGGED_MODEL_UPLOAD_FAILED: "failed",
} as const;

const modelMetric = z
  .object({ run_id: text, dataset_name: maybeText, dataset_digest: maybeText })
  .and(point)
  .transform(({ run_id, dataset_name, dataset_digest, key, value, step, at }) => ({
    key,
    value,
    step,
    at,
    runId: run_id,
    datasetName: dataset_name ?? null,
    datasetDigest: dataset_digest ?? null,
  }));

export const loggedModel = z
  .object({
    info: z.object({
      model_id: modelId,
      experiment_id: z.string(),
      name: z.string(),
      creation_timestamp_ms: whole,
      last_updated_timestamp_ms: whole,
      artifact_uri: text,
      status: z
        .enum(Object.keys(modelStates) as (keyof typeof modelStates)[])
        .default("LOGGED_MODEL_PENDING"),
      status_message: maybeText,
      model_type: maybeText,
      source_run_id: maybeText,
      tags: pairs,
    }),
    data: z.object({ params: pairs, metrics: z.array(modelMetric).nullish() }).nullish(),
  })
  .transform(({ info, data }) => ({
    id: info.model_id,
    experimentId: info.experiment_id,
    name: info.name,
    state: modelStates[info.status],
    stateMessage: info.status_message ?? null,
    type: info.model_type ?? null,
    sourceRunId: info.source_run_id ?? null,
    artifactRoot: info.artifact_uri,
    params: data?.params ?? [],
    tags: info.tags,
    metrics: (data?.metrics ?? []).toSorted(byKey),
    createdAt: info.creation_timestamp_ms,
    updatedAt: info.last_updated_timestamp_ms,
  }));

const stages = ["None", "Staging", "Production", "Archived"] as const;

export const registeredModel = z
  .object({
    name: z.string().min(1),
    description: maybeText,
    creation_timestamp: whole.default(0),
    last_updated_timestamp: whole.default(0),
    tags: pairs,
    aliases: z.array(z.object({ alias: z.string(), version: whole })).nullish(),
  })
  .transform((found) => ({
    name: found.name,
    description: found.description ?? null,
    tags: found.tags,
    aliases: (found.aliases ?? []).toSorted((a, b) => (a.alias < b.alias ? -1 : 1)),
    isPrompt: found.tags.some(({ key, value }) => key === "mlflow.prompt.is_prompt" && value === "true"),
    createdAt: found.creation_timestamp,
    updatedAt: found.last_updated_timestamp,
  }));

export const modelVersion = z
  .object({
    version: whole.refine((number) => number > 0),
    source: text,
    run_id: maybeText,
    model_id: maybeText,
    run_link: maybeText,
    description: maybeText,
    user_id: text,
    current_stage: z.enum(stages).default("None"),
    status: text,
    tags: pairs,
    creation_timestamp: whole.default(0),
    last_updated_timestamp: whole.default(0),
  })
  .transform((found) => ({
    version: found.version,
    source: found.source,
    runId: found.run_id,
    modelId: found.model_id,
    runLink: found.run_link,
    description: found.description,
    user: found.user_id,
    stage: found.current_stage,
    isReady: found.status === "" || found.status === "READY",
    tags: found.tags,
    createdAt: found.creation_timestamp,
    updatedAt: found.last_updated_timestamp,
  }));

export const fileList = z.object({
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: whole.nullish() }))
    .default([]),
  next_page_token: maybeText,
});
