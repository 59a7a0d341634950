import type { compareRoutes } from "../../contract/http/compare.ts";
import type { Experiments } from "../../lifecycle/experiments/index.ts";
import type { Handlers } from "../handlers.ts";

export function compareHandlers(app: { readonly experiments: Experiments }): Handlers<typeof compareRoutes> {
  const { experiments } = app;
  return {
    runs: ({ body }) => experiments.runsById(body.ids),
    curves: async ({ body: { ids, ...asked } }) => ({
      curves: await experiments.curvesOfRuns({ runIds: ids, ...asked }),
    }),
    code: ({ query }) => experiments.codeChange(query.from, query.to),
  };
}
