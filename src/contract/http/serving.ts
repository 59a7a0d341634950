import { z } from "zod";
import { deploymentSchema, predictionSchema, rolloutSchema } from "../records/deployments.ts";
import { alertSchema, driftReportSchema, monitorSchema, responseSchema } from "../records/monitors.ts";
import { timeSchema } from "../names.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const name = z.object({ name: z.string() });
const id = z.object({ id: z.string() });

export const predictAnswerSchema = z.object({
  deployment: z.string(),
  predictions: z.array(
    z.object({
      id: z.string(),
      /** Probability of the positive class, or the value. */
      score: z.number(),
      predicted: z.union([z.string(), z.number(), z.boolean()]),
      probabilities: z.record(z.string(), z.number()).optional(),
      version: z.number().int(),
    }),
  ),
});

export const deploymentsRoutes = {
  list: route({
    method: "GET",
    path: "/deployments",
    summary: "The deployments",
    answer: pageOf(deploymentSchema),
  }),
  show: route({
    method: "GET",
    path: "/deployments/:name",
    summary: "One deployment with its rollout",
    params: name,
    answer: deploymentSchema,
  }),
  rollouts: route({
    method: "GET",
    path: "/deployments/:name/rollouts",
    summary: "Rollouts, newest first",
    params: name,
    answer: z.object({ rollouts: z.array(rolloutSchema) }),
  }),
  predict: route({
    method: "POST",
    path: "/deployments/:name/predict",
    summary: "Answer rows of raw columns",
    params: name,
    bodyLimit: 32 * 1024 * 1024,
    isBodyCheckedByHandler: true,
    body: z.object({
      rows: z.array(z.record(z.string(), z.json())).min(1).max(10_000),
      /** During a rollout the same id always gets the same variant. */
      requestId: z.string().max(200).optional(),
    }),
    answer: predictAnswerSchema,
  }),
  rollBack: route({
    method: "POST",
    path: "/deployments/:name/roll-back",
    summary: "Stop the rollout and keep the baseline",
    params: name,
    body: z.object({ reason: z.string().min(1).max(1_000) }),
    answer: deploymentSchema,
  }),
  advance: route({
    method: "POST",
    path: "/deployments/:name/advance",
    summary: "Resume a paused rollout or go to its next step",
    params: name,
    body: z.object({ reason: z.string().min(1).max(1_000) }),
    answer: deploymentSchema,
  }),
};

export const predictionsRoutes = {
  list: route({
    method: "GET",
    path: "/predictions",
    summary: "The prediction log, newest first",
    query: pageQuery.extend({
      deployment: z.string().optional(),
      modelVersionId: z.string().optional(),
      labelled: z.enum(["yes", "no"]).optional(),
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
    }),
    answer: pageOf(predictionSchema),
  }),
  show: route({
    method: "GET",
    path: "/predictions/:id",
    summary: "One prediction with its inputs and label",
    params: id,
    answer: predictionSchema,
  }),
  /** Volume by time, for the sparkline: answered and labelled counts in equal bins. */
  volume: route({
    method: "GET",
    path: "/predictions/volume",
    summary: "Predictions over time",
    query: z.object({
      deployment: z.string().optional(),
      bins: z.coerce.number().int().min(1).max(500).default(60),
    }),
    answer: z.object({
      bins: z.array(
        z.object({
          from: timeSchema,
          to: timeSchema,
          rows: z.number().int(),
          labelled: z.number().int(),
          meanScore: z.number().nullable(),
          labelShare: z.number().nullable(),
        }),
      ),
    }),
  }),
  label: route({
    method: "POST",
    path: "/deployments/:name/labels",
    summary: "The truth of earlier predictions, by id; durable when answered",
    params: name,
    bodyLimit: 32 * 1024 * 1024,
    isBodyCheckedByHandler: true,
    body: z.object({
      labels: z
        .array(z.object({ id: z.string().max(64), label: z.number() }))
        .min(1)
        .max(50_000),
    }),
    answer: z.object({ accepted: z.number().int() }),
  }),
};

export const monitorsRoutes = {
  list: route({ method: "GET", path: "/monitors", summary: "The monitors", answer: pageOf(monitorSchema) }),
  show: route({
    method: "GET",
    path: "/monitors/:name",
    summary: "One monitor",
    params: name,
    answer: monitorSchema,
  }),
  reports: route({
    method: "GET",
    path: "/monitors/:name/reports",
    summary: "Drift reports, newest window first",
    params: name,
    query: pageQuery,
    answer: pageOf(driftReportSchema),
  }),
  report: route({
    method: "GET",
    path: "/drift-reports/:id",
    summary: "One report",
    params: id,
    answer: driftReportSchema,
  }),
  /** Close every window that ends by `until` (event time) and judge it now rather than on schedule. */
  run: route({
    method: "POST",
    path: "/monitors/:name/run",
    summary: "Judge the windows that have ended",
    params: name,
    body: z.object({ until: timeSchema }),
    answer: z.object({ reports: z.array(driftReportSchema), alerts: z.array(alertSchema) }),
  }),
  alerts: route({
    method: "GET",
    path: "/alerts",
    summary: "Alerts, newest first",
    query: pageQuery.extend({ state: z.string().optional() }),
    answer: pageOf(alertSchema),
  }),
  acknowledge: route({
    method: "POST",
    path: "/alerts/:id/acknowledge",
    summary: "I have seen it",
    params: id,
    answer: alertSchema,
  }),
  resolve: route({
    method: "POST",
    path: "/alerts/:id/resolve",
    summary: "It is dealt with",
    params: id,
    answer: alertSchema,
  }),
};

export const retrainingRoutes = {
  list: route({
    method: "GET",
    path: "/responses",
    summary: "What was decided about alerts, newest first",
    query: pageQuery,
    answer: pageOf(responseSchema),
  }),
  show: route({
    method: "GET",
    path: "/responses/:id",
    summary: "One response",
    params: id,
    answer: responseSchema,
  }),
};
