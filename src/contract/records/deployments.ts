import { z } from "zod";
import { nameSchema, timeSchema } from "../names.ts";

export const rolloutStates = [
  "preparing",
  "shadow",
  "canary",
  "promoting",
  "promoted",
  "paused",
  "rolled-back",
] as const;

export const variantSchema = z.object({
  /** live answers; candidate is under rollout; shadow answers nobody and is only compared. */
  role: z.enum(["live", "candidate", "shadow"]),
  model: nameSchema,
  version: z.number().int(),
  modelVersionId: z.string(),
  /** Share of answered traffic, 0–100. */
  weight: z.number(),
});

export const variantStatsSchema = z.object({
  modelVersionId: z.string(),
  answered: z.number().int(),
  shadowed: z.number().int(),
  errors: z.number().int(),
  latencyP50Ms: z.number().nullable(),
  latencyP99Ms: z.number().nullable(),
  /** Over labelled predictions; null until labels arrive. */
  labelled: z.number().int(),
  logLoss: z.number().nullable(),
});

/** What the rollout concluded at one look, and from what. */
export const verdictSchema = z.object({
  at: timeSchema,
  state: z.enum(rolloutStates),
  decision: z.enum(["wait", "advance", "promote", "pause", "roll-back"]),
  reason: z.string(),
  baseline: variantStatsSchema.nullable(),
  candidate: variantStatsSchema,
});

export const rolloutSchema = z.object({
  id: z.string(),
  deployment: nameSchema,
  candidate: z.string(),
  baseline: z.string().nullable(),
  state: z.enum(rolloutStates),
  /** Index into the plan's steps while in canary. */
  step: z.number().int(),
  history: z.array(
    z.object({ at: timeSchema, state: z.enum(rolloutStates), step: z.number().int(), reason: z.string() }),
  ),
  verdicts: z.array(verdictSchema),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});

export const deploymentSchema = z.object({
  id: z.string(),
  name: nameSchema,
  state: z.enum(["empty", "serving", "rolling-out"]),
  variants: z.array(variantSchema),
  rollout: rolloutSchema.nullable(),
  answered: z.number().int(),
  errors: z.number().int(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export const predictionSchema = z.object({
  id: z.string(),
  deployment: nameSchema,
  modelVersionId: z.string(),
  role: z.enum(["live", "candidate", "shadow"]),
  /** When the event happened (the model's time column) or, without one, when it was asked. */
  at: timeSchema,
  /** When it was answered. */
  answeredAt: timeSchema,
  inputs: z.record(z.string(), z.json()),
  /** Probability of the positive class, or the value; multiclass: of the predicted class. */
  score: z.number(),
  /** The predicted class or value as text. */
  predicted: z.string(),
  /** The truth, when it has arrived: 0/1, class index, or value. */
  label: z.number().nullable(),
  labelledAt: timeSchema.nullable(),
});

export type Variant = z.infer<typeof variantSchema>;
export type VariantStats = z.infer<typeof variantStatsSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Rollout = z.infer<typeof rolloutSchema>;
export type Deployment = z.infer<typeof deploymentSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
