import { z } from "zod";
import {
  evidenceSchema,
  modelSchema,
  modelVersionSchema,
  promotionSchema,
  registeredVersionSchema,
  requirementSchema,
  tenureSchema,
} from "../records/models.ts";
import { registryRoutes } from "./registry.ts";
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

export const modelsRoutes = {
  ...registryRoutes,
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
