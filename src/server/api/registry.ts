import type { registryRoutes } from "../../contract/http/registry.ts";
import type { Models } from "../../lifecycle/models/index.ts";
import type { Handlers } from "../handlers.ts";

export function registryHandlers({ models }: { readonly models: Models }): Handlers<typeof registryRoutes> {
  const { registry } = models;
  return {
    overview: ({ query }) => models.overview(query),
    measures: ({ params, query }) => models.measures(params.name, query),
    async registeredVersion({ params: { name, version } }) {
      return registry.version(name, await registry.versionNumber(name, version));
    },
    async files({ params: { name, version }, query }) {
      return registry.files(name, await registry.versionNumber(name, version), query.path);
    },
    compare: ({ params, query }) =>
      models.compare(
        params.name,
        query.versions
          .split(",")
          .map((each) => each.trim())
          .filter(Boolean),
      ),
    async describe({ params: { name }, body: { version, description } }) {
      const said = description === "" ? null : description;
      if (version === undefined) await registry.describeModel(name, said);
      else await registry.describeVersion(name, version, said);
      return { description: said };
    },
  };
}
