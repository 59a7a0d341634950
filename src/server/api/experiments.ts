import type { experimentsRoutes } from "../../contract/http/building.ts";
import type { Experiments } from "../../lifecycle/experiments/index.ts";
import type { Handlers } from "../handlers.ts";

export function experimentsHandlers(app: {
  readonly experiments: Experiments;
}): Handlers<typeof experimentsRoutes> {
  const { experiments } = app;
  return {
    list: async () => ({ items: await experiments.experiments(), next: null }),
    runs: ({ params, query }) => experiments.runs(params.name, query),
    run: ({ params }) => experiments.run(params.id),
    metrics: async ({ params, query }) => ({ points: await experiments.metrics(params.id, query.key) }),
  };
}
