import type { modelsRoutes } from "../../contract/http/models.ts";
import { checkTags, type Models } from "../../lifecycle/models/index.ts";
import type { Handlers } from "../handlers.ts";
import { registryHandlers } from "./registry.ts";

/** Who acts when nobody says. */
const api = "api";

export function modelsHandlers(app: { readonly models: Models }): Handlers<typeof modelsRoutes> {
  const { models } = app;
  return {
    ...registryHandlers(app),
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
        by: body.by ?? api,
        reason: body.reason,
      }),
    history: ({ params, query }) => models.servedBetween({ model: params.name, ...query }),
    async setAlias({ params: { name, alias }, body: { version, by = api, reason } }) {
      await models.registry.setAlias({ model: name, alias, version }, { by, reason });
      return models.registry.version(name, version);
    },
    async deleteAlias({ params: { name, alias }, body: { by = api, reason } }) {
      await models.registry.deleteAlias(name, alias, { by, reason });
      return models.model(name);
    },
    tags: async ({ params }) => ({ tags: (await models.registry.model(params.name)).tags }),
    tag: ({ params, body }) => changeTags(models, params.name, body),
    async delete({ params, body }) {
      await models.registry.deleteModel(params.name, body.by ?? api);
      return { deleted: params.name };
    },
    async deleteVersion({ params: { name, version }, body }) {
      await models.registry.deleteVersion(name, version, body.by ?? api);
      return { deleted: `${name} v${version}` };
    },
    promotions: async ({ params }) => ({ promotions: await models.promotions(params.name) }),
  };
}

/** Sets tags, and takes those away that are null; answers what there is then. */
async function changeTags(
  { registry }: Models,
  name: string,
  asked: { readonly version?: number | undefined; readonly tags: Readonly<Record<string, string | null>> },
): Promise<{ tags: Record<string, string> }> {
  const { version } = asked;
  // All of them or none: what could be refused is looked at before the first is set.
  checkTags(Object.entries(asked.tags).map(([key, value]) => ({ key, value: value ?? "" })));
  for (const [key, value] of Object.entries(asked.tags)) {
    if (version === undefined) {
      await (value === null ? registry.untagModel(name, key) : registry.tagModel(name, { key, value }));
    } else if (value === null) await registry.untagVersion(name, version, key);
    else await registry.tagVersion(name, version, { key, value });
  }
  const { tags } = version === undefined ? await registry.model(name) : await registry.version(name, version);
  return { tags };
}
