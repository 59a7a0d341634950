import { z } from "zod";
import { registeredVersionSchema } from "../records/models.ts";
import {
  comparisonSchema,
  modelOverviewSchema,
  versionFilesSchema,
  versionMeasuresSchema,
} from "../records/registry.ts";
import { pageOf, pageQuery, route } from "./route.ts";

const name = z.object({ name: z.string() });
const version = z.object({ name: z.string(), version: z.string().max(255) });

/** The registry as its pages show it: models and versions of any make. */
export const registryRoutes = {
  overview: route({
    method: "GET",
    path: "/registry",
    summary: "Models by name: their newest version, aliases, last promotion and course",
    query: pageQuery.extend({
      /** Part of a name, in any case. */
      name: z.string().max(256).optional(),
      /** MLflow keeps prompts as models; they are hidden unless asked for. */
      prompts: z.enum(["hidden", "shown"]).default("hidden"),
    }),
    answer: pageOf(modelOverviewSchema),
  }),
  measures: route({
    method: "GET",
    path: "/models/:name/measures",
    summary: "What the packages of a model were measured by, newest first",
    params: name,
    query: pageQuery,
    answer: pageOf(versionMeasuresSchema),
  }),
  registeredVersion: route({
    method: "GET",
    path: "/models/:name/registered-versions/:version",
    summary: "A version of any make, by number, alias or `latest`",
    params: version,
    answer: registeredVersionSchema,
  }),
  files: route({
    method: "GET",
    path: "/models/:name/registered-versions/:version/files",
    summary: "What lies in a folder of a version of any make",
    params: version,
    query: z.object({ path: z.string().max(4_096).default("") }),
    answer: versionFilesSchema,
  }),
  compare: route({
    method: "GET",
    path: "/models/:name/compare",
    summary: "Evaluations side by side, with the intervals of their differences from the first",
    params: name,
    query: z.object({
      /** Two to eight numbers or aliases, with commas between. */
      versions: z.string().min(1).max(2_100),
    }),
    answer: comparisonSchema,
  }),
  describe: route({
    method: "PUT",
    path: "/models/:name/description",
    summary: "Say what a model, or a version of it, is; null takes the description away",
    params: name,
    body: z.object({
      version: z.number().int().min(1).optional(),
      description: z.string().max(100_000).nullable(),
    }),
    answer: z.object({ description: z.string().nullable() }),
  }),
};
