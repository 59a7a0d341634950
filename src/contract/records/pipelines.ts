import { z } from "zod";
import { nameSchema, timeSchema } from "../names.ts";

export const pipelineRunStates = [
  "queued",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "cancelled",
] as const;
export const stepStates = ["pending", "ready", "leased", "succeeded", "failed", "skipped", "cached"] as const;

/**
 * What flows along an edge. `digest` is the content's identity and what cache keys are made of;
 * `value` is small JSON that the next step and the UI read (ids, counts, metrics), never bulk.
 */
export const stepValueSchema = z.object({
  type: z.enum([
    "dataset-version",
    "table",
    "model",
    "report",
    "gate",
    "release",
    "deployment",
    "file",
    "json",
  ]),
  digest: z.string(),
  value: z.json(),
});

export const stepErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  repair: z.string(),
  /** The user's own stack when their code threw. */
  stack: z.string().nullable(),
});

export const stepRunSchema = z.object({
  id: z.string(),
  pipelineRunId: z.string(),
  /** Name of the step within the pipeline: `fitted`. */
  name: z.string(),
  kind: z.string(),
  state: z.enum(stepStates),
  attempt: z.number().int(),
  /** Names of the steps it reads from. */
  needs: z.array(z.string()),
  cacheKey: z.string().nullable(),
  /** By output name; `out` when there is only one. */
  outputs: z.record(z.string(), stepValueSchema),
  /** 0–1, and what is being done. */
  progress: z.object({ fraction: z.number(), message: z.string() }).nullable(),
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  error: stepErrorSchema.nullable(),
  /** The experiment run which this step recorded, if it trains. */
  runId: z.string().nullable(),
});

export const pipelineRunSchema = z.object({
  id: z.string(),
  pipeline: nameSchema,
  /** 1, 2, 3 … within the pipeline. */
  number: z.number().int(),
  state: z.enum(pipelineRunStates),
  params: z.record(z.string(), z.json()),
  /** Who or what asked for it. */
  trigger: z.object({
    kind: z.enum(["manual", "schedule", "alert", "demo"]),
    by: z.string(),
    reason: z.string().nullable(),
  }),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  error: stepErrorSchema.nullable(),
});

export const logLineSchema = z.object({
  seq: z.number().int(),
  step: z.string(),
  attempt: z.number().int(),
  at: timeSchema,
  level: z.enum(["debug", "info", "warn", "error"]),
  text: z.string(),
});

export type StepValue = z.infer<typeof stepValueSchema>;
export type StepError = z.infer<typeof stepErrorSchema>;
export type StepRun = z.infer<typeof stepRunSchema>;
export type PipelineRun = z.infer<typeof pipelineRunSchema>;
export type LogLine = z.infer<typeof logLineSchema>;
