import { z } from "zod";
import { pipelineSpecSchema } from "../project/schema.ts";
import { logLineSchema, pipelineRunSchema, stepRunSchema } from "../records/pipelines.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const name = z.object({ name: z.string() });
const id = z.object({ id: z.string() });

export const pipelineSummarySchema = z.object({
  name: z.string(),
  spec: pipelineSpecSchema,
  runs: z.number().int(),
  lastRun: pipelineRunSchema.nullable(),
});

export const pipelinesRoutes = {
  list: route({
    method: "GET",
    path: "/pipelines",
    summary: "The pipelines of the project",
    answer: pageOf(pipelineSummarySchema),
  }),
  show: route({
    method: "GET",
    path: "/pipelines/:name",
    summary: "One pipeline with its graph",
    params: name,
    answer: pipelineSummarySchema,
  }),
  start: route({
    method: "POST",
    path: "/pipelines/:name/runs",
    summary: "Start a run",
    params: name,
    body: z.object({
      params: z.record(z.string(), z.json()).default({}),
      /** A second start with the same key answers the first run. */
      idempotencyKey: z.string().max(200).optional(),
      reason: z.string().max(1_000).optional(),
    }),
    answer: pipelineRunSchema,
  }),
  runs: route({
    method: "GET",
    path: "/pipeline-runs",
    summary: "Runs, newest first",
    query: pageQuery.extend({ pipeline: z.string().optional() }),
    answer: pageOf(pipelineRunSchema),
  }),
  run: route({
    method: "GET",
    path: "/pipeline-runs/:id",
    summary: "A run with its steps",
    params: id,
    answer: z.object({ run: pipelineRunSchema, steps: z.array(stepRunSchema) }),
  }),
  resume: route({
    method: "POST",
    path: "/pipeline-runs/:id/resume",
    summary: "Continue an unfinished or failed run",
    params: id,
    answer: pipelineRunSchema,
  }),
  cancel: route({
    method: "POST",
    path: "/pipeline-runs/:id/cancel",
    summary: "Cancel a run",
    params: id,
    answer: pipelineRunSchema,
  }),
  logs: route({
    method: "GET",
    path: "/pipeline-runs/:id/logs",
    summary: "Log lines in order",
    params: id,
    query: z.object({
      step: z.string().optional(),
      afterSeq: z.coerce.number().int().default(0),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
    }),
    answer: z.object({ lines: z.array(logLineSchema) }),
  }),
};
