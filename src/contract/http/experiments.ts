import { z } from "zod";
import { timeSchema } from "../names.ts";
import {
  experimentSchema,
  experimentSummarySchema,
  keyValuesSchema,
  metricPointSchema,
  groupBestSchema,
  runIdsSchema,
  runKeysSchema,
  runRowSchema,
  runSchema,
} from "../records/experiments.ts";
import { pageOf, pageQuery, route } from "./route.ts";
import { runPageRoutes } from "./run-page.ts";

const id = z.object({ id: z.string() });

const viewParams = id.extend({ name: z.string().min(1).max(100) });

/** A filter that cannot be read answers 400 with `details.at`, the character (of UTF-16, from 1) that is wrong. */
const runQuery = z.object({
  /** The search grammar: `metrics.auc > 0.9 AND params.depth = '3' OR best(metrics.loss) < 0.1`. */
  filter: z.string().max(4_096).optional(),
  view: z.enum(["active", "deleted", "all"]).default("active"),
});
const orderQuery = {
  /** Comma-separated: `best(metrics.auc) DESC, start_time`. */
  order: z.string().max(4_096).optional(),
};

export const experimentsRoutes = {
  list: route({
    method: "GET",
    path: "/experiments",
    summary: "The experiments, or those that are deleted and not yet removed for good",
    query: z.object({ view: z.enum(["active", "deleted"]).default("active") }),
    answer: pageOf(experimentSummarySchema),
  }),
  create: route({
    method: "POST",
    path: "/experiments",
    summary: "Make an experiment",
    body: z.object({
      name: z.string().min(1).max(500),
      /** Default: in prumo's own store. */
      artifactRoot: z.string().max(2_048).optional(),
      tags: keyValuesSchema.optional(),
    }),
    answer: experimentSchema,
  }),
  show: route({
    method: "GET",
    path: "/experiments/:id",
    summary: "One experiment",
    params: id,
    answer: experimentSchema,
  }),
  rename: route({
    method: "PUT",
    path: "/experiments/:id",
    summary: "Give an experiment another name",
    params: id,
    body: z.object({ name: z.string().min(1).max(500) }),
    answer: experimentSchema,
  }),
  deleteExperiment: route({
    method: "DELETE",
    path: "/experiments/:id",
    summary: "Delete an experiment with its runs; it can be restored until garbage is collected",
    params: id,
    answer: experimentSchema,
  }),
  restoreExperiment: route({
    method: "POST",
    path: "/experiments/:id/restore",
    summary: "Bring a deleted experiment back, with its runs",
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
  saveView: route({
    method: "PUT",
    path: "/experiments/:id/views/:name",
    summary: "Keep a view of the runs table under a name, for everyone; a tag of the experiment",
    params: viewParams,
    body: z.object({
      /** What follows `?` in the address of the view. */
      query: z.string().max(8_000),
    }),
    answer: experimentSchema,
  }),
  deleteView: route({
    method: "DELETE",
    path: "/experiments/:id/views/:name",
    summary: "Forget a view",
    params: viewParams,
    answer: experimentSchema,
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
  search: route({
    method: "GET",
    path: "/runs",
    summary: "Runs that meet a filter, newest first unless ordered otherwise",
    query: runQuery.extend({
      /** Id of an experiment; all that are not deleted when absent. */
      experiment: z.string().max(20).optional(),
      ...orderQuery,
      limit: pageQuery.shape.limit,
      cursor: z.string().max(12_000).optional(),
    }),
    answer: pageOf(runSchema),
  }),
  count: route({
    method: "GET",
    path: "/experiments/:id/run-count",
    summary: "How many runs meet a filter",
    params: id,
    query: runQuery,
    answer: z.object({ runs: z.number().int() }),
  }),
  runIds: route({
    method: "GET",
    path: "/experiments/:id/run-ids",
    summary:
      "The ids of all runs that meet a filter, in their order, so that a table can jump to any of them",
    params: id,
    query: runQuery.extend({
      ...orderQuery,
      /** A parameter, tag or attribute; runs with the same value stand together, the group of the first run first. */
      group: z.string().max(300).optional(),
    }),
    answer: runIdsSchema,
  }),
  rows: route({
    method: "POST",
    path: "/run-rows",
    summary:
      "What a table shows of runs: little of each, and only the metrics, parameters and tags asked for",
    body: z.object({
      ids: z.array(z.string().max(256)).max(1_000),
      /** Comma-separated fields of the search grammar: `metrics.loss, best(metrics.auc), params.depth, tags.team`. */
      keys: z.string().max(65_536).default(""),
    }),
    answer: z.object({ items: z.array(runRowSchema) }),
  }),
  bests: route({
    method: "GET",
    path: "/experiments/:id/run-bests",
    summary: "The best value of metrics among the runs that meet a filter, of each group",
    params: id,
    query: runQuery.extend({
      group: z.string().max(300).optional(),
      /** Comma-separated: `metrics.loss, max(metrics.auc)`. */
      keys: z.string().max(8_192).default(""),
    }),
    answer: z.object({ items: z.array(groupBestSchema) }),
  }),
  columns: route({
    method: "GET",
    path: "/experiments/:id/columns",
    summary: "The keys of metrics, parameters and tags that runs of an experiment have, most frequent first",
    params: id,
    query: z.object({
      /** Only keys that begin so. */
      prefix: z.string().max(250).default(""),
      /** Of each kind. */
      limit: pageQuery.shape.limit.default(1_000),
    }),
    answer: runKeysSchema,
  }),
  run: route({ method: "GET", path: "/runs/:id", summary: "One run", params: id, answer: runSchema }),
  deleteRun: route({
    method: "DELETE",
    path: "/runs/:id",
    summary: "Delete a run; it can be restored until garbage is collected",
    params: id,
    answer: runSchema,
  }),
  restoreRun: route({
    method: "POST",
    path: "/runs/:id/restore",
    summary: "Bring a deleted run back",
    params: id,
    answer: runSchema,
  }),
  metrics: route({
    method: "GET",
    path: "/runs/:id/metrics",
    summary: "Metric history, by key then step",
    params: id,
    query: z.object({ key: z.string().optional() }),
    answer: z.object({ points: z.array(metricPointSchema) }),
  }),
  ...runPageRoutes,
};
