import { join } from "node:path";
import {
  checkParams,
  ingestParams,
  type IngestParams,
  prepareParams,
  splitParams,
} from "../../contract/step-params.ts";
import type { StepKind } from "../../ports/step-kind.ts";
import { fileIdentity, locateSource } from "../sources/index.ts";
import { checkVersion } from "./check-version.ts";
import { ingest } from "./ingest.ts";
import { prepareTable } from "./prepare-table.ts";
import { splitTable } from "./split-table.ts";

/** Steps that this station contributes. Raise a `version` when what a step writes changes its meaning. */
export const datasetsSteps: StepKind[] = [
  kind({
    name: "ingest",
    version: 1,
    params: ingestParams,
    cacheable: true,
    async identity({ spec }: IngestParams, projectDir) {
      const path = await locateSource(projectDir, spec.source.path);
      return { sha256: await fileIdentity(path, join(projectDir, ".prumo", "identities")) };
    },
    work: (params, _inputs, tools) => ingest(params, tools),
  }),
  kind({ name: "check", version: 1, params: checkParams, cacheable: true, work: checkVersion }),
  kind({ name: "prepare", version: 1, params: prepareParams, cacheable: true, work: prepareTable }),
  kind({ name: "split", version: 1, params: splitParams, cacheable: true, work: splitTable }),
];

/** The runner parses parameters with `params` before it calls the kind, so the types meet. */
function kind<Params>(typed: StepKind<Params>): StepKind {
  return typed as unknown as StepKind;
}
