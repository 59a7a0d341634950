import { z } from "zod";
import { timeSchema } from "../names.ts";
import {
  artifactEntrySchema,
  curveSchema,
  loggedModelSchema,
  runStates,
  tableHeadSchema,
} from "../records/experiments.ts";
import { registeredVersionSchema } from "../records/models.ts";
import { route } from "./route.ts";

const id = z.object({ id: z.string() });
const artifactPath = z.string().max(4_096);
/** A logged model, whose files are meant instead of the run's own. */
const model = z.string().max(250).optional();

const keysOfOneRequest = 50;
const keysSchema = z
  .string()
  .min(1)
  .max(keysOfOneRequest * 251)
  .transform((text) => [...new Set(text.split(","))].filter((key) => key !== ""))
  .refine((keys) => keys.length <= keysOfOneRequest, `at most ${keysOfOneRequest} keys`);

/** A run as lists of related ones show it. */
const relatedRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(runStates),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
});

/** What the page of one run asks for beside the run itself. */
export const runPageRoutes = {
  curves: route({
    method: "GET",
    path: "/runs/:id/curves",
    summary: "Metric curves, sampled when they are long so that no extreme and no NaN vanishes",
    params: id,
    query: z.object({
      /** Keys, separated by commas. */
      keys: keysSchema,
      /** What `from` and `to` are of: steps, or epoch milliseconds. */
      axis: z.enum(["step", "time"]).default("step"),
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
      /** Points of each curve at most. */
      points: z.coerce.number().int().min(10).max(2_500).default(1_000),
    }),
    answer: z.object({ curves: z.array(curveSchema) }),
  }),
  artifacts: route({
    method: "GET",
    path: "/runs/:id/artifacts",
    summary: "What a run left in a folder, by name",
    params: id,
    query: z.object({
      path: artifactPath.default(""),
      model,
      limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
      cursor: artifactPath.optional(),
    }),
    answer: z.object({ entries: z.array(artifactEntrySchema), next: z.string().nullable() }),
  }),
  artifactHead: route({
    method: "GET",
    path: "/runs/:id/artifacts/head",
    summary: "The first rows of a CSV, TSV or Parquet file that a run left",
    params: id,
    query: z.object({ path: artifactPath, model }),
    answer: tableHeadSchema,
  }),
  loggedModels: route({
    method: "GET",
    path: "/runs/:id/models",
    summary: "The logged models that a run was given and made, and the versions registered from it",
    params: id,
    answer: z.object({
      given: z.array(loggedModelSchema),
      made: z.array(loggedModelSchema),
      registered: z.array(registeredVersionSchema),
    }),
  }),
  related: route({
    method: "GET",
    path: "/runs/:id/related",
    summary: "The run that this one is part of, and those that are parts of it, newest first",
    params: id,
    answer: z.object({
      parent: relatedRunSchema.nullable(),
      children: z.array(relatedRunSchema),
      /** Whether there are more children than are here. */
      hasMore: z.boolean(),
    }),
  }),
};
