import { z } from "zod";
import { datasetVersionSchema, sourceSchema } from "../records/datasets.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const name = z.object({ name: z.string() });
const versionId = z.object({ id: z.string() });

export const sourcesRoutes = {
  list: route({
    method: "GET",
    path: "/sources",
    summary: "The sources of the project",
    answer: pageOf(sourceSchema),
  }),
  show: route({
    method: "GET",
    path: "/sources/:name",
    summary: "One source",
    params: name,
    answer: sourceSchema,
  }),
};

export const datasetSummarySchema = z.object({
  name: z.string(),
  versions: z.number().int(),
  latest: datasetVersionSchema.omit({ profile: true, checks: true }).nullable(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const datasetsRoutes = {
  list: route({
    method: "GET",
    path: "/datasets",
    summary: "The datasets and their newest version",
    answer: pageOf(datasetSummarySchema),
  }),
  versions: route({
    method: "GET",
    path: "/datasets/:name/versions",
    summary: "Versions of a dataset, newest first",
    params: name,
    query: pageQuery,
    answer: pageOf(datasetVersionSchema.omit({ profile: true })),
  }),
  version: route({
    method: "GET",
    path: "/dataset-versions/:id",
    summary: "A version by id or unique prefix",
    params: versionId,
    answer: datasetVersionSchema,
  }),
  previous: route({
    method: "GET",
    path: "/dataset-versions/:id/previous",
    summary: "The version before this one, or null",
    params: versionId,
    answer: z.object({ version: datasetVersionSchema.nullable() }),
  }),
  sample: route({
    method: "GET",
    path: "/dataset-versions/:id/sample",
    summary: "The first rows",
    params: versionId,
    query: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(50) }),
    answer: z.object({ rows: z.array(z.record(z.string(), z.json())) }),
  }),
  /** What came of it: runs and model versions that used it. */
  lineage: route({
    method: "GET",
    path: "/dataset-versions/:id/lineage",
    summary: "What it came from and what came of it",
    params: versionId,
    answer: z.object({
      source: z.string().nullable(),
      pipelineRuns: z.array(z.object({ id: z.string(), pipeline: z.string(), number: z.number().int() })),
      modelVersions: z.array(z.object({ id: z.string(), model: z.string(), version: z.number().int() })),
    }),
  }),
};
