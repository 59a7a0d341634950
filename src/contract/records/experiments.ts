import { z } from "zod";
import { nameSchema, timeSchema } from "../names.ts";

export const runStates = ["running", "finished", "failed", "killed"] as const;

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

export const environmentSchema = z.object({
  prumo: z.string(),
  node: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.number().int(),
  /** SHA-256 of the lock file, when there is one. */
  lockfileDigest: z.string().nullable(),
});

export const runArtifactSchema = z.object({
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
  mediaType: z.string(),
});

/** One curve's last, best and extent, so that lists need not read the history. */
export const metricSummarySchema = z.object({
  last: z.number(),
  min: z.number(),
  max: z.number(),
  count: z.number().int(),
  lastStep: z.number().int(),
});

export const runSchema = z.object({
  id: z.string(),
  experiment: nameSchema,
  name: z.string(),
  state: z.enum(runStates),
  /** Values as text, as MLflow keeps them. */
  params: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), metricSummarySchema),
  artifacts: z.array(runArtifactSchema),
  datasetVersions: z.array(z.string()),
  code: codeRevisionSchema,
  environment: environmentSchema,
  energy: energySchema.nullable(),
  pipelineRunId: z.string().nullable(),
  stepRunId: z.string().nullable(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});

export const metricPointSchema = z.object({
  key: z.string(),
  value: z.number(),
  step: z.number().int(),
  at: timeSchema,
});
export const experimentSchema = z.object({
  id: z.string(),
  name: nameSchema,
  createdAt: timeSchema,
  runs: z.number().int(),
  lastRunAt: timeSchema.nullable(),
});

export type Energy = z.infer<typeof energySchema>;
export type CodeRevision = z.infer<typeof codeRevisionSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type RunArtifact = z.infer<typeof runArtifactSchema>;
export type MetricSummary = z.infer<typeof metricSummarySchema>;
export type Run = z.infer<typeof runSchema>;
export type MetricPoint = z.infer<typeof metricPointSchema>;
export type Experiment = z.infer<typeof experimentSchema>;
