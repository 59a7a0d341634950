import { z } from "zod";
import {
  checkResultSchema,
  columnProfileSchema,
  datasetManifestSchema,
} from "../../contract/records/datasets.ts";
import type { StepDone, StepRecorder } from "../../ports/step-kind.ts";
import type { Sources } from "../sources/index.ts";
import type { Datasets } from "./datasets.ts";

const committedSchema = z.object({ manifest: datasetManifestSchema, profile: z.array(columnProfileSchema) });
const batchSchema = z.object({
  rows: z.number(),
  bytes: z.number(),
  durationMs: z.number(),
  cursor: z.string().nullable(),
});
const checkedSchema = z.object({ versionId: z.string(), results: z.array(checkResultSchema) });
const orderSchema = z.object({ dataset: z.string() });

/** What ingest and check leave in the records. */
export function datasetsRecorders(datasets: Datasets, sources: Sources): Record<string, StepRecorder> {
  return {
    ingest: {
      async begin({ params }) {
        await sources.beginRead(orderSchema.parse(params).dataset);
        return {};
      },
      async done({ params, facts, outputs, stepRunId }) {
        const { dataset } = orderSchema.parse(params);
        const { manifest, profile } = committedSchema.parse(factOf(facts, "dataset-version"));
        await datasets.commit(manifest, profile);
        await sources.recordBatch(dataset, stepRunId, batchSchema.parse(factOf(facts, "batch")));
        return outputs;
      },
      async failed({ params }, error) {
        await sources.failed(orderSchema.parse(params).dataset, error);
      },
    },
    check: {
      async done({ facts, outputs }) {
        await recordChecks(datasets, facts);
        return outputs;
      },
      async failed({ facts }) {
        await recordChecks(datasets, facts);
      },
    },
  };
}

/** Absent when the step failed before it had checked anything. */
async function recordChecks(datasets: Datasets, facts: StepDone["facts"]): Promise<void> {
  const fact = factOf(facts, "checks");
  if (fact === undefined) return;
  const { versionId, results } = checkedSchema.parse(fact);
  await datasets.recordChecks(versionId, results);
}

/** The last one of that name: an attempt that was repeated says it again. */
function factOf(facts: StepDone["facts"], name: string): unknown {
  return facts.findLast((fact) => fact.name === name)?.data;
}
