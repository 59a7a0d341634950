import { z } from "zod";
import { columnTypes, sha256Schema, timeSchema } from "../names.ts";

export const metricNames = [
  "rocAuc",
  "prAuc",
  "logLoss",
  "precision",
  "recall",
  "f1",
  "accuracy",
  "calibrationError",
  "rmse",
  "mae",
  "r2",
  "latencyP99Ms",
] as const;
export type MetricName = (typeof metricNames)[number];

/** A value with its 95 % interval (null where none is computed) and the rows behind it. */
export const measuredSchema = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  rows: z.number().int(),
});

export const sliceSchema = z.object({
  column: z.string(),
  value: z.string(),
  rows: z.number().int(),
  metrics: z.partialRecord(z.enum(metricNames), measuredSchema),
});

/** How good a model was on rows it had not seen. */
export const evaluationSchema = z.object({
  datasetVersion: z.string(),
  rows: z.number().int(),
  /** Share of the positive class; null for regression and multiclass. */
  positiveShare: z.number().nullable(),
  metrics: z.partialRecord(z.enum(metricNames), measuredSchema),
  slices: z.array(sliceSchema),
  /** Reliability diagram: mean predicted against observed share by bin of prediction. */
  calibration: z.array(z.object({ predicted: z.number(), observed: z.number(), rows: z.number().int() })),
  /** Points of the ROC curve, thinned to at most 200. */
  roc: z.array(z.object({ fpr: z.number(), tpr: z.number() })),
});

/** A requirement as declared in the project. */
export const requirementSchema = z.object({
  id: z.string(),
  title: z.string(),
  metric: z.enum(metricNames),
  /** With `slice`, every value of that column with at least `minRows` rows must meet it. */
  slice: z.string().optional(),
  minRows: z.number().int().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  severity: z.enum(["error", "warn"]).optional(),
});

/** One requirement checked against one model: bound to the model's digest, append-only. */
export const evidenceSchema = z.object({
  id: z.string(),
  modelDigest: sha256Schema,
  modelVersionId: z.string().nullable(),
  pipelineRunId: z.string().nullable(),
  requirement: requirementSchema,
  /** The measured value; for a slice requirement that of the worst slice. */
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** `DEN` when a slice decided. */
  sliceValue: z.string().nullable(),
  threshold: z.number(),
  /** How far inside (positive) or outside (negative) the threshold. */
  margin: z.number().nullable(),
  verdict: z.enum(["passed", "failed", "warned"]),
  at: timeSchema,
});

export const signatureSchema = z.object({
  inputs: z.array(z.object({ name: z.string(), type: z.enum(columnTypes) })),
  target: z.object({
    name: z.string(),
    kind: z.enum(["binary", "multiclass", "regression"]),
    classes: z.array(z.string()).optional(),
  }),
  /** The raw column that tells when the event happened, if the dataset declares one. */
  time: z.string().nullable(),
});

/** Distribution of each raw input, feature and prediction on the training data: what drift is measured against. */
export const referenceColumnSchema = z.object({
  column: z.string(),
  role: z.enum(["input", "prediction", "label"]),
  type: z.enum(columnTypes),
  rows: z.number().int(),
  nulls: z.number().int(),
  /** Numbers: inner edges of quantile bins, rising; an edge belongs to the bin below it. One more count than edges. */
  edges: z.array(z.number()).nullable(),
  /** Strings and booleans: category of each count; the last may be the rest, named "…". */
  categories: z.array(z.string()).nullable(),
  counts: z.array(z.number()),
});

export const packageFileSchema = z.object({
  path: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int(),
});

export const modelVersionSchema = z.object({
  id: z.string(),
  model: z.string(),
  /** 1, 2, 3 … within the model. */
  version: z.number().int(),
  /** SHA-256 of model.onnx: what evidence is bound to. */
  digest: sha256Schema,
  algorithm: z.string(),
  signature: signatureSchema,
  files: z.array(packageFileSchema),
  evaluation: evaluationSchema,
  reference: z.array(referenceColumnSchema),
  datasetVersions: z.array(z.string()),
  runId: z.string().nullable(),
  pipelineRunId: z.string().nullable(),
  aliases: z.array(z.string()),
  createdAt: timeSchema,
});

export const modelStages = ["None", "Staging", "Production", "Archived"] as const;

/** A version as the registry lists it: a package of ours, or what a client registered. */
export const registeredVersionSchema = z.object({
  id: z.string(),
  model: z.string(),
  version: z.number().int(),
  /** Where its files are, as it was registered. */
  source: z.string(),
  /** Where its files are, for whoever loads them. */
  artifactRoot: z.string(),
  runId: z.string().nullable(),
  /** The logged model that was registered. */
  modelId: z.string().nullable(),
  runLink: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  aliases: z.array(z.string()),
  stage: z.enum(modelStages),
  createdBy: z.string(),
  /** Whether prumo made it, so that it can be gated, served and watched. */
  isPackage: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export const registeredModelSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  aliases: z.record(z.string(), z.number().int()),
  /** The newest version of each stage. */
  latestVersions: z.array(registeredVersionSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

/** Append-only: which alias or stage moved, who moved it, when, why, and the evidence of the version it went to. */
export const promotionSchema = z.object({
  seq: z.number().int(),
  model: z.string(),
  kind: z.enum(["alias", "stage"]),
  /** Name of the alias or of the stage. */
  alias: z.string(),
  fromVersion: z.number().int().nullable(),
  toVersion: z.number().int().nullable(),
  by: z.string(),
  reason: z.string(),
  /** Ids of the evidence bound to `toVersion` when it was promoted. */
  evidence: z.array(z.string()),
  at: timeSchema,
});

/** A version under an alias or in a stage: from when until when, and the move that began it. */
export const tenureSchema = z.object({
  seq: z.number().int(),
  model: z.string(),
  kind: z.enum(["alias", "stage"]),
  /** Name of the alias or of the stage. */
  alias: z.string(),
  version: z.number().int(),
  from: timeSchema,
  /** Null while it lasts. */
  until: timeSchema.nullable(),
  by: z.string(),
  reason: z.string(),
  /** Ids of the evidence that the version had when the tenure began. */
  evidence: z.array(z.string()),
});

export const modelSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  createdAt: timeSchema,
  versions: z.number().int(),
  latestVersion: z.number().int().nullable(),
  aliases: z.record(z.string(), z.number().int()),
});

export type Measured = z.infer<typeof measuredSchema>;
export type Slice = z.infer<typeof sliceSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
export type Requirement = z.infer<typeof requirementSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Signature = z.infer<typeof signatureSchema>;
export type ReferenceColumn = z.infer<typeof referenceColumnSchema>;
export type ModelVersion = z.infer<typeof modelVersionSchema>;
export type ModelStage = (typeof modelStages)[number];
export type RegisteredVersion = z.infer<typeof registeredVersionSchema>;
export type RegisteredModel = z.infer<typeof registeredModelSchema>;
export type Promotion = z.infer<typeof promotionSchema>;
export type Tenure = z.infer<typeof tenureSchema>;
export type Model = z.infer<typeof modelSchema>;
