import { artifactRpcs } from "./owned-artifacts.ts";
import { experimentRpcs } from "./experiments.ts";
import { inputRpcs } from "./inputs.ts";
import { loggedModelRpcs } from "./logged-models.ts";
import { modelVersionRpcs } from "./model-versions.ts";
import { registeredModelRpcs } from "./registered-models.ts";
import { metricRpcs } from "./metrics.ts";
import type { Rpc } from "./rpc.ts";
import { searchRpcs } from "./search.ts";
import { runRpcs } from "./runs.ts";
import { webhookRpcs } from "./webhooks.ts";

/** Every procedure that is served, by topic. */
export const rpcs: readonly Rpc[] = [
  ...experimentRpcs,
  ...runRpcs,
  ...searchRpcs,
  ...inputRpcs,
  ...metricRpcs,
  ...loggedModelRpcs,
  ...artifactRpcs,
  ...registeredModelRpcs,
  ...modelVersionRpcs,
  ...webhookRpcs,
];
