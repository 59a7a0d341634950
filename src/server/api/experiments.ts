import type { experimentsRoutes } from "../../contract/http/experiments.ts";
import { below, type Experiments, orderItems, storePath } from "../../lifecycle/experiments/index.ts";
import { placeAfter, writeToken } from "../page-token.ts";
import type { Handlers } from "../handlers.ts";

export function experimentsHandlers(app: {
  readonly experiments: Experiments;
}): Handlers<typeof experimentsRoutes> {
  const { experiments } = app;
  return {
    list: async () => ({ items: await experiments.experiments(), next: null }),
    show: ({ params }) => experiments.experiment(params.id),
    runs: ({ params, query }) => experiments.runs(params.id, query),
    saveView: ({ params, body }) => experiments.saveView(params.id, { name: params.name, query: body.query }),
    deleteView: ({ params }) => experiments.deleteView(params.id, params.name),
    start: ({ body }) =>
      experiments.createRun({
        ...body,
        tags: Object.entries(body.tags ?? {}).map(([key, value]) => ({ key, value })),
      }),
    async search({ query }) {
      const { experiment, cursor, order, ...asked } = query;
      if (experiment !== undefined) await experiments.experiment(experiment);
      const { items, next } = await experiments.searchRuns({
        ...asked,
        experimentIds: experiment === undefined ? undefined : [experiment],
        orderBy: orderItems(order),
        after: placeAfter("runs", cursor),
      });
      return { items, next: next === null ? null : writeToken("runs", { place: next }) };
    },
    async count({ params, query }) {
      await experiments.experiment(params.id);
      return { runs: await experiments.countRuns({ ...query, experimentIds: [params.id] }) };
    },
    async runIds({ params, query }) {
      await experiments.experiment(params.id);
      const { order, ...asked } = query;
      return experiments.runIds({ ...asked, experimentIds: [params.id], orderBy: orderItems(order) });
    },
    rows: async ({ body }) => ({ items: await experiments.runRows(body.ids, body.keys) }),
    async bests({ params, query }) {
      await experiments.experiment(params.id);
      return { items: await experiments.bestValues({ ...query, experimentIds: [params.id] }) };
    },
    columns: ({ params, query }) => experiments.runKeys(params.id, query),
    run: ({ params }) => experiments.run(params.id),
    metrics: async ({ params, query }) => ({ points: await experiments.metrics(params.id, query.key) }),
    async artifacts({ params, query }) {
      const { artifactRoot } = await experiments.run(params.id);
      return { entries: await experiments.listArtifacts(below(storePath(artifactRoot), query.path)) };
    },
  };
}
