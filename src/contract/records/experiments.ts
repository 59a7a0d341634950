import { z } from "zod";
import { timeSchema } from "../names.ts";

export const runStates = ["running", "scheduled", "finished", "failed", "killed"] as const;

/** A metric's value. JSON has no NaN and no infinities: they are text there. */
export const metricNumberSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

export const keyValuesSchema = z.record(z.string(), z.string());

/** Energy of a run: never one number, always a range and how it was come by (reference/governance.md §7). */
export const energySchema = z.object({
  method: z.enum(["rapl", "cpu-time-times-tdp"]),
  /** Watt-hours. */
  lowWh: z.number(),
  midWh: z.number(),
  highWh: z.number(),
  cpuSeconds: z.number(),
  /** Grams of CO2 equivalent at the stated intensity. */
  lowGrams: z.number(),
  highGrams: z.number(),
  intensityGramsPerKwh: z.number(),
  region: z.string(),
  assumptions: z.string(),
});

export const codeRevisionSchema = z.object({
  commit: z.string().nullable(),
  dirty: z.boolean(),
  /** SHA-256 of the project file. */
  projectDigest: z.string(),
});

export const pythonSchema = z.object({
  /** `cpython`, `pypy` … */
  implementation: z.string(),
  version: z.string(),
  /** What its interpreter finds, by name. */
  packages: z.array(z.object({ name: z.string(), version: z.string() })),
});

/** What the program of a step says it runs on. */
export const programRuntimeSchema = z.object({
  node: z.string().optional(),
  python: pythonSchema.optional(),
});

export const environmentSchema = z.object({
  prumo: z.string(),
  /** Of the step's program where that is Node, else the one that prumo runs on. */
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.number().int(),
  /** Of the project, or of the nearest folder above that has any: names and SHA-256. */
  lockfiles: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** One digest of them all; null when there are none. */
  lockfileDigest: z.string().nullable(),
  /** Null when the work is not done by Python. */
  python: pythonSchema.nullable(),
});

/** A file that a run left; folders have neither size nor digest. */
export const runArtifactSchema = z.object({
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
});

export const artifactEntrySchema = z.object({
  path: z.string(),
  isFolder: z.boolean(),
  bytes: z.number().int().nullable(),
});

/** One curve's last, best and extent, so that lists need not read the history. NaN takes no part in min and max. */
export const metricSummarySchema = z.object({
  last: metricNumberSchema,
  lastStep: z.number().int(),
  lastAt: timeSchema,
  min: metricNumberSchema,
  max: metricNumberSchema,
});

/** A dataset that a run was given: one of ours, or whatever a client calls one. */
export const runInputSchema = z.object({
  name: z.string(),
  digest: z.string(),
  sourceType: z.string(),
  /** JSON of the client's own shape, as its source is. */
  source: z.string(),
  schema: z.string().nullable(),
  profile: z.string().nullable(),
  /** `mlflow.data.context` says what it was used for: training, validation … */
  tags: keyValuesSchema,
});

export const runSchema = z.object({
  /** 32 hexadecimal digits, as MLflow's clients expect; they rise with time. */
  id: z.string(),
  experimentId: z.string(),
  /** Name of the experiment. */
  experiment: z.string(),
  name: z.string(),
  user: z.string(),
  state: z.enum(runStates),
  isDeleted: z.boolean(),
  /** Values as text, as MLflow keeps them. */
  params: keyValuesSchema,
  tags: keyValuesSchema,
  metrics: z.record(z.string(), metricSummarySchema),
  inputs: z.array(runInputSchema),
  /** Logged models that it was given and that came of it. */
  modelInputs: z.array(z.string()),
  modelOutputs: z.array(z.object({ modelId: z.string(), step: z.number().int() })),
  datasetVersions: z.array(z.string()),
  /** Null for runs of clients, which say it by tags. */
  code: codeRevisionSchema.nullable(),
  environment: environmentSchema.nullable(),
  energy: energySchema.nullable(),
  pipelineRunId: z.string().nullable(),
  stepRunId: z.string().nullable(),
  artifactRoot: z.string(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});

/** A run as a row of a table; `values` stand in the order of the keys that were asked for. */
export const runRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  user: z.string(),
  state: z.enum(runStates),
  isDeleted: z.boolean(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  /** Numbers of metrics, texts of parameters and tags, cut at 300 characters; null where the run has none. */
  values: z.array(z.union([z.number(), z.string(), z.null()])),
});

export const runIdsSchema = z.object({
  ids: z.array(z.string()),
  /** There are more runs than a table takes; narrow the filter. */
  isCut: z.boolean(),
  /** How the ids are parted, in their order; none without a group. `value` is null for runs without the field. */
  groups: z.array(z.object({ value: z.string().nullable(), runs: z.number().int(), isRest: z.boolean() })),
});

export const groupBestSchema = z.object({
  value: z.string().nullable(),
  /** In the order of the keys; null where no run has a number. */
  best: z.array(metricNumberSchema.nullable()),
});

/** Keys of one kind and how many runs have each, deleted ones included; counting stops early where they are many. */
const keyCountsSchema = z.object({
  items: z.array(z.object({ key: z.string(), runs: z.number().int(), isMore: z.boolean() })),
  /** There are more keys: ask with a prefix. */
  isCut: z.boolean(),
});

export const runKeysSchema = z.object({
  metrics: keyCountsSchema,
  params: keyCountsSchema,
  tags: keyCountsSchema,
});

export const metricPointSchema = z.object({
  key: z.string(),
  value: metricNumberSchema,
  step: z.number().int(),
  at: timeSchema,
});

/** A metric's history, or points that stand for it, as columns, by step then time. */
export const curveSchema = z.object({
  key: z.string(),
  /** Points that were logged; more than are here when these are a sample. */
  count: z.number().int(),
  steps: z.array(z.number().int()),
  times: z.array(timeSchema),
  values: z.array(metricNumberSchema),
});

/** The head of a table that a run left. */
export const tableHeadSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Columns of the table, of which the first are here. */
  columnCount: z.number().int(),
  /** Cells as text, the long ones cut; null where there is nothing. */
  rows: z.array(z.array(z.string().nullable())),
  /** Rows of the whole table, where the file says it. */
  rowCount: z.number().int().nullable(),
});

export const experimentSchema = z.object({
  /** A whole number as text, as MLflow's clients expect. */
  id: z.string(),
  name: z.string(),
  artifactRoot: z.string(),
  isDeleted: z.boolean(),
  tags: keyValuesSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

/** Tags of an experiment that begin so are saved views of its runs: the name follows, the value is the query of an address. */
export const viewTagPrefix = "prumo.view.";

/** An experiment as lists show it. */
export const experimentSummarySchema = experimentSchema.extend({
  /** Runs that are not deleted; of a deleted experiment all of them. */
  runs: z.number().int(),
  lastRunAt: timeSchema.nullable(),
});

export const loggedModelStates = ["pending", "ready", "failed"] as const;

export const loggedModelMetricSchema = z.object({
  key: z.string(),
  value: metricNumberSchema,
  step: z.number().int(),
  at: timeSchema,
  runId: z.string(),
  datasetName: z.string().nullable(),
  datasetDigest: z.string().nullable(),
});

/** A model that a run's code logged, before anyone registers it. */
export const loggedModelSchema = z.object({
  /** `m-` and 32 hexadecimal digits. */
  id: z.string(),
  experimentId: z.string(),
  name: z.string(),
  state: z.enum(loggedModelStates),
  stateMessage: z.string().nullable(),
  type: z.string().nullable(),
  sourceRunId: z.string().nullable(),
  artifactRoot: z.string(),
  params: keyValuesSchema,
  tags: keyValuesSchema,
  metrics: z.array(loggedModelMetricSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export type Energy = z.infer<typeof energySchema>;
export type CodeRevision = z.infer<typeof codeRevisionSchema>;
export type ProgramRuntime = z.infer<typeof programRuntimeSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type RunArtifact = z.infer<typeof runArtifactSchema>;
export type ArtifactEntry = z.infer<typeof artifactEntrySchema>;
export type MetricSummary = z.infer<typeof metricSummarySchema>;
export type Run = z.infer<typeof runSchema>;
export type RunRow = z.infer<typeof runRowSchema>;
export type RunIds = z.infer<typeof runIdsSchema>;
export type GroupBest = z.infer<typeof groupBestSchema>;
export type RunKeys = z.infer<typeof runKeysSchema>;
export type KeyCounts = z.infer<typeof keyCountsSchema>;
export type MetricPoint = z.infer<typeof metricPointSchema>;
export type Curve = z.infer<typeof curveSchema>;
export type TableHead = z.infer<typeof tableHeadSchema>;
export type Experiment = z.infer<typeof experimentSchema>;
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>;
export type MetricNumber = z.infer<typeof metricNumberSchema>;
export type RunInput = z.infer<typeof runInputSchema>;
export type RunState = Run["state"];
export type LoggedModel = z.infer<typeof loggedModelSchema>;
export type LoggedModelMetric = z.infer<typeof loggedModelMetricSchema>;

/** The number that the text of JSON stands for. */
export function metricNumber(value: MetricNumber): number {
  return Number(value);
}

/** As JSON can hold it. */
export function metricJson(value: number): MetricNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
