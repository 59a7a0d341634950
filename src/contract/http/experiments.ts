import { z } from "zod";
import { timeSchema } from "../names.ts";
import {
  artifactEntrySchema,
  experimentSchema,
  experimentSummarySchema,
  keyValuesSchema,
  metricPointSchema,
  runSchema,
} from "../records/experiments.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const id = z.object({ id: z.string() });

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
