import { kernelErrors } from "./kernel.ts";
import { storageErrors } from "./storage.ts";
import { projectErrors } from "./project.ts";
import { sourcesErrors } from "./sources.ts";
import { datasetsErrors } from "./datasets.ts";
import { pipelinesErrors } from "./pipelines.ts";
import { experimentsErrors } from "./experiments.ts";
import { importErrors } from "./import.ts";
import { learningErrors } from "./learning.ts";
import { modelsErrors } from "./models.ts";
import { webhooksErrors } from "./webhooks.ts";
import { deploymentsErrors } from "./deployments.ts";
import { predictionsErrors } from "./predictions.ts";
import { monitorsErrors } from "./monitors.ts";
import { retrainingErrors } from "./retraining.ts";
import { garbageErrors } from "./garbage.ts";
import { serverErrors } from "./server.ts";
import { cliErrors } from "./cli.ts";

/** Every error that prumo knows, by code `area/what-happened`. Codes are never reused. */
export const catalogue = {
  ...kernelErrors,
  ...storageErrors,
  ...projectErrors,
  ...sourcesErrors,
  ...datasetsErrors,
  ...pipelinesErrors,
  ...experimentsErrors,
  ...importErrors,
  ...learningErrors,
  ...modelsErrors,
  ...webhooksErrors,
  ...deploymentsErrors,
  ...predictionsErrors,
  ...monitorsErrors,
  ...retrainingErrors,
  ...garbageErrors,
  ...serverErrors,
  ...cliErrors,
} as const;

export type ErrorCode = keyof typeof catalogue;
