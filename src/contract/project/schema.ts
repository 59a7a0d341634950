import { z } from "zod";
import { expressionSchema } from "../expression.ts";
import { durationSchema, nameSchema, windowLengthSchema } from "../names.ts";
import { requirementSchema } from "../records/models.ts";

/** The project file as data: what `prumo.config.ts` builds and what `prumo.yaml` is turned into. */

const severity = z.enum(["error", "warn"]).default("error");

export const checkSpecSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("notNull"), columns: z.array(z.string()).min(1), severity }),
  z.strictObject({
    kind: z.literal("inRange"),
    column: z.string(),
    min: z.number().optional(),
    max: z.number().optional(),
    severity,
  }),
  z.strictObject({
    kind: z.literal("matches"),
    column: z.string(),
    pattern: z.string().max(1_000),
    severity,
  }),
  z.strictObject({
    kind: z.literal("inSet"),
    column: z.string(),
    values: z.array(z.union([z.string(), z.number()])).min(1),
    severity,
  }),
  z.strictObject({ kind: z.literal("unique"), columns: z.array(z.string()).min(1), severity }),
  z.strictObject({
    kind: z.literal("rowCount"),
    min: z.number().int().optional(),
    max: z.number().int().optional(),
    severity,
  }),
  z.strictObject({
    kind: z.literal("columnTypes"),
    types: z.record(z.string(), z.enum(["number", "string", "boolean", "timestamp"])),
    severity,
  }),
]);

export const sourceSpecSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("parquet"), path: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("csv"),
    path: z.string().min(1),
    delimiter: z.string().length(1).optional(),
  }),
]);

export const datasetSpecSchema = z.strictObject({
  source: sourceSpecSchema,
  /** The column that tells when a row happened; windows and time splits go by it. */
  time: z.string().optional(),
  /** The column that identifies a row; lookups join on it. */
  key: z.string().optional(),
  checks: z.array(checkSpecSchema).default([]),
});

export const lookupSpecSchema = z.strictObject({
  dataset: nameSchema,
  /** Column of the table that holds the key. */
  column: z.string(),
  /** Column of the looked-up dataset that the key is compared with. */
  key: z.string(),
  /** Column of the looked-up dataset that is taken. */
  take: z.string(),
});

export const prepareSpecSchema = z.strictObject({
  from: nameSchema,
  /** By the name under which expressions use it: `{op: "lookup", lookup: name}`. */
  lookups: z.record(z.string(), lookupSpecSchema).default({}),
  columns: z.record(
    z.string(),
    z.strictObject({ expression: expressionSchema, category: z.boolean().default(false) }),
  ),
});

/** `{ "$param": "window" }` stands for the value of a pipeline parameter, anywhere in a step's parameters. */
export const stepSpecSchema = z.strictObject({
  kind: z.string(),
  params: z.json().default({}),
  inputs: z
    .record(z.string(), z.strictObject({ step: z.string(), output: z.string().default("out") }))
    .default({}),
  retries: z.number().int().min(0).max(10).default(0),
  timeout: durationSchema.optional(),
});

export const pipelineSpecSchema = z.strictObject({
  params: z.record(z.string(), z.json()).default({}),
  steps: z.record(z.string(), stepSpecSchema),
});

/** How long a phase lasts: by the clock, by predictions seen, or both (whichever is later). */
export const phaseSchema = z.strictObject({
  for: durationSchema.optional(),
  predictions: z.number().int().positive().optional(),
});

export const rolloutSpecSchema = z.strictObject({
  strategy: z.enum(["canary", "immediate"]).default("canary"),
  shadow: phaseSchema.default({ predictions: 1_000 }),
  /** Percent of traffic at each step of the canary, rising. */
  steps: z.array(z.number().min(1).max(99)).default([5, 25, 50]),
  /** How long each step lasts. */
  each: phaseSchema.default({ predictions: 1_000 }),
  keepOn: z.array(z.enum(["errors", "latency", "logLoss"])).default(["errors", "latency", "logLoss"]),
});

export const deploymentSpecSchema = z.strictObject({ rollout: rolloutSpecSchema.prefault({}) });

export const monitorSpecSchema = z.strictObject({
  deployment: nameSchema,
  /** Length of a window in event time. */
  every: windowLengthSchema.default("1d"),
  labels: z.strictObject({ arriveWithin: durationSchema.default("2d") }).prefault({}),
  watch: z
    .array(z.enum(["drift", "predictions", "performance", "calibration"]))
    .default(["drift", "predictions", "performance", "calibration"]),
  /** A column counts as drifted when its PSI is above this and the test, after correction, is significant. */
  psiAbove: z.number().positive().default(0.1),
  /** An alert about performance needs a fall of at least this much against the evaluation, interval included. */
  rocAucFall: z.number().positive().default(0.02),
  calibrationErrorRise: z.number().positive().default(0.02),
  budget: z.strictObject({ alertsPerMonth: z.number().int().positive().default(2) }).prefault({}),
});

export const retrainSpecSchema = z.strictObject({
  pipeline: nameSchema,
  monitor: nameSchema,
  /** expanding: from the first row; otherwise the last so much of event time before the alert. */
  window: z.union([z.literal("expanding"), durationSchema]).default("expanding"),
  /** In event time: alerts within it after a retraining are recorded but answered with `ignore`. */
  cooldown: durationSchema.default("14d"),
});

export const projectSchema = z.strictObject({
  name: nameSchema,
  datasets: z.record(nameSchema, datasetSpecSchema).default({}),
  tables: z.record(nameSchema, prepareSpecSchema).default({}),
  requirements: z.array(requirementSchema).default([]),
  pipelines: z.record(nameSchema, pipelineSpecSchema).default({}),
  deployments: z.record(nameSchema, deploymentSpecSchema).default({}),
  monitors: z.record(nameSchema, monitorSpecSchema).default({}),
  retraining: z.array(retrainSpecSchema).default([]),
  server: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: z.number().int().min(0).max(65_535).default(7786),
    })
    .prefault({}),
});

export type CheckSpec = z.infer<typeof checkSpecSchema>;
export type SourceSpec = z.infer<typeof sourceSpecSchema>;
export type DatasetSpec = z.infer<typeof datasetSpecSchema>;
export type LookupSpec = z.infer<typeof lookupSpecSchema>;
export type PrepareSpec = z.infer<typeof prepareSpecSchema>;
export type StepSpec = z.infer<typeof stepSpecSchema>;
export type PipelineSpec = z.infer<typeof pipelineSpecSchema>;
export type Phase = z.infer<typeof phaseSchema>;
export type RolloutSpec = z.infer<typeof rolloutSpecSchema>;
export type DeploymentSpec = z.infer<typeof deploymentSpecSchema>;
export type MonitorSpec = z.infer<typeof monitorSpecSchema>;
export type RetrainSpec = z.infer<typeof retrainSpecSchema>;
export type Project = z.infer<typeof projectSchema>;
/** What a person may leave out. */
export type ProjectInput = z.input<typeof projectSchema>;
