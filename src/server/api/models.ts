import type { modelsRoutes } from "../../contract/http/building.ts";
import type { Models } from "../../lifecycle/models/index.ts";
import type { Handlers } from "../handlers.ts";

export function modelsHandlers(app: { readonly models: Models }): Handlers<typeof modelsRoutes> {
  const { models } = app;
  return {
    list: async () => ({ items: await models.models(), next: null }),
    show: ({ params }) => models.model(params.name),
    versions: ({ params, query }) => models.versions(params.name, query),
    async registered({ params, query }) {
      const { items, next } = await models.registry.versionsOf(params.name, query);
      return { items, next };
    },
    version: ({ params }) => models.version(params.name, params.version),
    versionById: ({ params }) => models.versionById(params.id),
    evidence: async ({ params }) => ({ evidence: await models.evidence(params.id) }),
    gates: ({ query }) => models.gates(query),
    requirements: async () => ({ requirements: [...models.requirements] }),
    promote: ({ params, body }) =>
      models.promote({
        model: params.name,
        version: params.version,
        alias: body.alias,
        by: "api",
        reason: body.reason,
      }),
    promotions: async ({ params }) => ({ promotions: await models.promotions(params.name) }),
  };
}
