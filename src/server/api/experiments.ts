import type { App } from "../../app/app.ts";
import type { experimentsRoutes } from "../../contract/http/experiments.ts";
import { orderItems } from "../../lifecycle/experiments/index.ts";
import { placeAfter, writeToken } from "../page-token.ts";
import type { Handlers } from "../handlers.ts";
import { runPageHandlers } from "./run-page.ts";

export function experimentsHandlers(
  app: Pick<App, "experiments" | "models" | "tables" | "blobs">,
): Handlers<typeof experimentsRoutes> {
  const { experiments } = app;
  return {
    list: async ({ query }) => ({ items: await experiments.experiments(query.view), next: null }),
    async create({ body: { tags = {}, ...asked } }) {
      const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }));
      return experiments.experiment(await experiments.createExperiment({ ...asked, tags: pairs }));
    },
    async rename({ params, body }) {
      await experiments.renameExperiment(params.id, body.name);
      return experiments.experiment(params.id);
    },
    async deleteExperiment({ params }) {
      await experiments.deleteExperiment(params.id);
      return experiments.experiment(params.id);
    },
    async restoreExperiment({ params }) {
      await experiments.restoreExperiment(params.id);
      return experiments.experiment(params.id);
    },
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
    async deleteRun({ params }) {
      await experiments.deleteRun(params.id);
      return experiments.run(params.id);
    },
    async restoreRun({ params }) {
      await experiments.restoreRun(params.id);
      return experiments.run(params.id);
    },
    metrics: async ({ params, query }) => ({ points: await experiments.metrics(params.id, query.key) }),
    ...runPageHandlers(app),
  };
}
