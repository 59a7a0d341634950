import { z } from "zod";
import { nameSchema, timeSchema } from "../names.ts";
import { measuredSchema, metricNames } from "./models.ts";

export const columnDriftSchema = z.object({
  column: z.string(),
  role: z.enum(["input", "prediction", "label"]),
  method: z.enum(["ks", "chi-square"]),
  /** Population stability index against the reference. */
  psi: z.number(),
  statistic: z.number(),
  /** After Benjamini–Hochberg over the columns of the window. */
  pValue: z.number(),
  nullShare: z.number(),
  drifted: z.boolean(),
  /** Reference and current shares over the same bins, for the plot. */
  bins: z.object({
    labels: z.array(z.string()),
    reference: z.array(z.number()),
    current: z.array(z.number()),
  }),
});

/** One window of the prediction log, measured. */
export const driftReportSchema = z.object({
  id: z.string(),
  monitor: nameSchema,
  deployment: nameSchema,
  /** Window by event time, half open. */
  from: timeSchema,
  to: timeSchema,
  modelVersions: z.array(z.string()),
  rows: z.number().int(),
  labelled: z.number().int(),
  columns: z.array(columnDriftSchema),
  /** Share of input columns that drifted. */
  driftShare: z.number(),
  predictionPsi: z.number().nullable(),
  /** Over labelled rows, of whatever version answered. */
  performance: z.partialRecord(z.enum(metricNames), measuredSchema),
  /** When several versions answered, who answered most first. */
  byVersion: z
    .array(
      z.object({
        modelVersionId: z.string(),
        rows: z.number().int(),
        labelled: z.number().int(),
        performance: z.partialRecord(z.enum(metricNames), measuredSchema),
      }),
    )
    .optional(),
  labelShare: z.number().nullable(),
  predictedShare: z.number().nullable(),
  createdAt: timeSchema,
});

export const alertStates = ["pending", "firing", "acknowledged", "resolved"] as const;

export const alertSchema = z.object({
  id: z.string(),
  monitor: nameSchema,
  deployment: nameSchema,
  state: z.enum(alertStates),
  kind: z.enum(["performance", "calibration", "drift", "predictions"]),
  /** One sentence: what moved, from what to what, and why it matters. */
  summary: z.string(),
  reportId: z.string(),
  metric: z.string(),
  value: z.number(),
  expected: z.number(),
  raisedAt: timeSchema,
  /** When people were told; absent while it was only pending. */
  firedAt: timeSchema.optional(),
  /** The end of the window that raised it, in event time. */
  windowTo: timeSchema,
  acknowledgedAt: timeSchema.nullable(),
  resolvedAt: timeSchema.nullable(),
  responseId: z.string().nullable(),
});

export const monitorSchema = z.object({
  name: nameSchema,
  deployment: nameSchema,
  every: z.string(),
  state: z.enum(["waiting", "true", "alerting"]),
  lastReport: driftReportSchema.nullable(),
  openAlerts: z.number().int(),
  reports: z.number().int(),
});

/** What retraining decided about an alert, and whether it was worth it. */
export const responseSchema = z.object({
  id: z.string(),
  alertId: z.string().nullable(),
  pipeline: nameSchema,
  decision: z.enum(["retrain", "ignore"]),
  reason: z.string(),
  state: z.enum(["decided", "running", "released", "refused", "failed", "ignored"]),
  pipelineRunId: z.string().nullable(),
  modelVersionId: z.string().nullable(),
  window: z.object({ from: timeSchema.nullable(), to: timeSchema }),
  decidedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  costSeconds: z.number().nullable(),
});

export type ColumnDrift = z.infer<typeof columnDriftSchema>;
export type DriftReport = z.infer<typeof driftReportSchema>;
export type Alert = z.infer<typeof alertSchema>;
export type Monitor = z.infer<typeof monitorSchema>;
export type Response = z.infer<typeof responseSchema>;
