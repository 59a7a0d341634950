import type { App } from "../../app/app.ts";
import { compareHandlers } from "./compare.ts";
import { datasetsHandlers } from "./datasets.ts";
import { deploymentsHandlers } from "./deployments.ts";
import { experimentsHandlers } from "./experiments.ts";
import { garbageHandlers } from "./garbage.ts";
import { houseHandlers } from "./house.ts";
import { importsHandlers } from "./imports.ts";
import { modelsHandlers } from "./models.ts";
import { monitorsHandlers } from "./monitors.ts";
import { pipelinesHandlers } from "./pipelines.ts";
import { predictionsHandlers } from "./predictions.ts";
import { retrainingHandlers } from "./retraining.ts";
import { sourcesHandlers } from "./sources.ts";
import { webhooksHandlers } from "./webhooks.ts";

/** The handlers of every station over one app. */
export function handlersOf(app: App) {
  return {
    house: houseHandlers(app),
    sources: sourcesHandlers(app),
    datasets: datasetsHandlers(app),
    pipelines: pipelinesHandlers(app),
    experiments: experimentsHandlers(app),
    imports: importsHandlers(app),
    compare: compareHandlers(app),
    models: modelsHandlers(app),
    webhooks: webhooksHandlers(app),
    deployments: deploymentsHandlers(app),
    predictions: predictionsHandlers(app),
    monitors: monitorsHandlers(app),
    retraining: retrainingHandlers(app),
    garbage: garbageHandlers(app),
  };
}
