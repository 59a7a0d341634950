import type { App } from "../../app/app.ts";
import type { datasetsRoutes } from "../../contract/http/data.ts";
import type { Handlers } from "../handlers.ts";

/** Pipeline runs that are searched for what a version came of; older ones are found through their models. */
const runsSearched = 100;

export function datasetsHandlers(app: App): Handlers<typeof datasetsRoutes> {
  const { datasets, tables } = app;
  return {
    list: async () => ({ items: await datasets.list(), next: null }),
    versions: async ({ params, query }) => {
      const before = query.cursor === undefined ? undefined : Number(query.cursor);
      const items = await datasets.versions(params.name, {
        limit: query.limit,
        ...(before === undefined ? {} : { before }),
      });
      const last = items.at(-1);
      // A page of profiles would be megabytes; each version has its own.
      const shown = items.map(({ profile: _profile, ...version }) => version);
      return {
        items: shown,
        next: items.length === query.limit && last !== undefined ? String(last.number) : null,
      };
    },
    version: ({ params }) => datasets.version(params.id),
    previous: async ({ params }) => ({ version: await datasets.previous(params.id) }),
    sample: async ({ params, query }) => {
      const { id } = await datasets.version(params.id);
      return { rows: await datasets.sample(id, query.limit, tables) };
    },
    lineage: async ({ params }) => {
      const { id, manifest } = await datasets.version(params.id);
      const sources = await app.sources.list();
      const modelVersions = await modelsOf(app, id);
      return {
        source: sources.find(({ dataset }) => dataset === manifest.dataset)?.name ?? null,
        pipelineRuns: await runsOf(app, id),
        modelVersions,
      };
    },
  };
}

async function modelsOf({ models }: App, datasetVersion: string) {
  const all = await Promise.all(
    (await models.models()).map(({ name }) => models.versions(name, { limit: 1_000 })),
  );
  return all
    .flatMap(({ items }) => items)
    .filter(({ datasetVersions }) => datasetVersions.includes(datasetVersion))
    .map(({ id, model, version }) => ({ id, model, version }));
}

async function runsOf({ pipelines }: App, datasetVersion: string) {
  const { items } = await pipelines.runs({ limit: runsSearched });
  const found = await Promise.all(
    items.map(async ({ id, pipeline, number }) => {
      const steps = await pipelines.steps(id);
      const isUsed = steps.some(({ outputs }) =>
        Object.values(outputs).some(({ digest }) => digest === datasetVersion),
      );
      return isUsed ? [{ id, pipeline, number }] : [];
    }),
  );
  return found.flat();
}
