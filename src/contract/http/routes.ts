import { compareRoutes } from "./compare.ts";
import { datasetsRoutes, sourcesRoutes } from "./data.ts";
import { experimentsRoutes } from "./experiments.ts";
import { garbageRoutes } from "./garbage.ts";
import { houseRoutes } from "./house.ts";
import { importsRoutes } from "./imports.ts";
import { modelsRoutes } from "./models.ts";
import { pipelinesRoutes } from "./pipelines.ts";
import { deploymentsRoutes, monitorsRoutes, predictionsRoutes, retrainingRoutes } from "./serving.ts";
import { webhooksRoutes } from "./webhooks.ts";

/**
 * Every operation of the HTTP API, by station. Besides these: `GET /api/v1/events` (server-sent events:
 * `event:` is the type of a StoredEvent or `signal`, `data:` its JSON, `id:` its seq), `GET /api/v1/runs/:id/artifact?path=` (the bytes of a run's file), `/api/openapi.json`, `/metrics`,
 * `/v2/…` (Open Inference Protocol).
 */
export const routes = {
  house: houseRoutes,
  sources: sourcesRoutes,
  datasets: datasetsRoutes,
  pipelines: pipelinesRoutes,
  experiments: experimentsRoutes,
  imports: importsRoutes,
  compare: compareRoutes,
  models: modelsRoutes,
  webhooks: webhooksRoutes,
  deployments: deploymentsRoutes,
  predictions: predictionsRoutes,
  monitors: monitorsRoutes,
  retraining: retrainingRoutes,
  garbage: garbageRoutes,
} as const;
export type Routes = typeof routes;
