import { z } from "zod";
import { pipelineSpecSchema } from "../project/schema.ts";
import {
  artifactEntrySchema,
  experimentSchema,
  experimentSummarySchema,
  keyValuesSchema,
  metricPointSchema,
  runSchema,
} from "../records/experiments.ts";
import {
  evidenceSchema,
  modelSchema,
  modelVersionSchema,
  registeredVersionSchema,
  promotionSchema,
  requirementSchema,
  tenureSchema,
} from "../records/models.ts";
import { logLineSchema, pipelineRunSchema, stepRunSchema } from "../records/pipelines.ts";
import { timeSchema } from "../names.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const name = z.object({ name: z.string() });
const id = z.object({ id: z.string() });
const aliasParams = z.object({ name: z.string(), alias: z.string().max(255) });
const tagsSchema = z.record(z.string(), z.string());
/** Why somebody changes what others rely on, and who; `api` when nobody says. */
const because = {
  reason: z.string().min(1).max(1_000),
  by: z.string().min(1).max(200).optional(),
};

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

export const experimentsRoutes = {
  list: route({
    method: "GET",
    path: "/experiments",
    summary: "The experiments",
    answer: pageOf(experimentSummarySchema),
  }),
  show: route({
    method: "GET",
    path: "/experiments/:id",
    summary: "One experiment",
    params: id,
    answer: experimentSchema,
  }),
  runs: route({
    method: "GET",
    path: "/experiments/:id/runs",
    summary: "Runs of an experiment, newest first",
    params: id,
    query: pageQuery,
    answer: pageOf(runSchema),
  }),
  start: route({
    method: "POST",
    path: "/runs",
    summary: "Start a run; with the same id again, the run that is there is answered",
    body: z.object({
      id: z.string().regex(/^[0-9a-f]{32}$/, "32 hexadecimal digits"),
      /** Name of the experiment, made when it is the first. */
      experiment: z.string().min(1).max(500),
      name: z.string().max(250).optional(),
      user: z.string().max(250).optional(),
      startedAt: timeSchema,
      tags: keyValuesSchema.optional(),
    }),
    answer: runSchema,
  }),
  run: route({ method: "GET", path: "/runs/:id", summary: "One run", params: id, answer: runSchema }),
  metrics: route({
    method: "GET",
    path: "/runs/:id/metrics",
    summary: "Metric history, by key then step",
    params: id,
    query: z.object({ key: z.string().optional() }),
    answer: z.object({ points: z.array(metricPointSchema) }),
  }),
  artifacts: route({
    method: "GET",
    path: "/runs/:id/artifacts",
    summary: "What a run left in a folder, by name",
    params: id,
    query: z.object({ path: z.string().max(4_096).default("") }),
    answer: z.object({ entries: z.array(artifactEntrySchema) }),
  }),
};

export const modelsRoutes = {
  list: route({
    method: "GET",
    path: "/models",
    summary: "The registered models",
    answer: pageOf(modelSchema),
  }),
  show: route({
    method: "GET",
    path: "/models/:name",
    summary: "One model",
    params: name,
    answer: modelSchema,
  }),
  versions: route({
    method: "GET",
    path: "/models/:name/versions",
    summary: "Versions, newest first",
    params: name,
    query: pageQuery,
    answer: pageOf(modelVersionSchema),
  }),
  registered: route({
    method: "GET",
    path: "/models/:name/registered-versions",
    summary: "Versions of any make, those that clients registered among them, newest first",
    params: name,
    query: pageQuery,
    answer: pageOf(registeredVersionSchema),
  }),
  version: route({
    method: "GET",
    path: "/models/:name/versions/:version",
    summary: "A version by number or alias",
    params: z.object({ name: z.string(), version: z.string() }),
    answer: modelVersionSchema,
  }),
  versionById: route({
    method: "GET",
    path: "/model-versions/:id",
    summary: "A version by id",
    params: id,
    answer: modelVersionSchema,
  }),
  evidence: route({
    method: "GET",
    path: "/model-versions/:id/evidence",
    summary: "Evidence bound to this version's digest",
    params: id,
    answer: z.object({ evidence: z.array(evidenceSchema) }),
  }),
  /** Every gate that was run, also of candidates that were refused and never registered. */
  gates: route({
    method: "GET",
    path: "/evidence",
    summary: "All evidence, newest first",
    query: pageQuery,
    answer: pageOf(evidenceSchema),
  }),
  requirements: route({
    method: "GET",
    path: "/requirements",
    summary: "The requirements of the project",
    answer: z.object({ requirements: z.array(requirementSchema) }),
  }),
  promote: route({
    method: "POST",
    path: "/models/:name/versions/:version/promote",
    summary: "Set an alias; serving deployments of the alias `live` start a rollout",
    params: z.object({ name: z.string(), version: z.string() }),
    body: z.object({
      alias: z.string().min(1).max(63).default("live"),
      ...because,
    }),
    answer: modelVersionSchema,
  }),
  promotions: route({
    method: "GET",
    path: "/models/:name/promotions",
    summary: "Who served as what, when and why",
    params: name,
    answer: z.object({ promotions: z.array(promotionSchema) }),
  }),
  /** The same time as `from` and `to` asks what stood where at that moment. */
  history: route({
    method: "GET",
    path: "/models/:name/history",
    summary: "Which version was what from when until when, newest first",
    params: name,
    query: pageQuery.extend({
      alias: z.string().max(255).optional(),
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
    }),
    answer: pageOf(tenureSchema),
  }),
  setAlias: route({
    method: "PUT",
    path: "/models/:name/aliases/:alias",
    summary:
      "Point an alias at a version of any make; `live` starts a rollout where a deployment serves the model",
    params: aliasParams,
    body: z.object({ version: z.number().int().min(1), ...because }),
    answer: registeredVersionSchema,
  }),
  deleteAlias: route({
    method: "DELETE",
    path: "/models/:name/aliases/:alias",
    summary: "Take an alias away",
    params: aliasParams,
    body: z.object(because),
    answer: modelSchema,
  }),
  tags: route({
    method: "GET",
    path: "/models/:name/tags",
    summary: "Tags of a model",
    params: name,
    answer: z.object({ tags: tagsSchema }),
  }),
  tag: route({
    method: "POST",
    path: "/models/:name/tags",
    summary: "Set tags of a model, or of a version of it; null takes one away",
    params: name,
    body: z.object({
      version: z.number().int().min(1).optional(),
      tags: z.record(z.string().max(250), z.string().max(100_000).nullable()),
    }),
    answer: z.object({ tags: tagsSchema }),
  }),
  delete: route({
    method: "DELETE",
    path: "/models/:name",
    summary: "Delete a model with its versions; its history stays, and the name can be used again",
    params: name,
    body: z.object({ by: because.by }).default({}),
    answer: z.object({ deleted: z.string() }),
  }),
  deleteVersion: route({
    method: "DELETE",
    path: "/models/:name/versions/:version",
    summary: "Delete a version; its number stays used, and its history and evidence stay",
    params: z.object({ name: z.string(), version: z.coerce.number().int().min(1) }),
    body: z.object({ by: because.by }).default({}),
    answer: z.object({ deleted: z.string() }),
  }),
};
