import type {
  DatasetVersionValue,
  ModelValue,
  ReleaseValue,
  DeployedValue,
} from "../../src/contract/step-params.ts";
import type { PipelineRun, StepRun, StepValue } from "../../src/contract/records/pipelines.ts";
import type { LineageChip } from "../parts/lineage.tsx";
import { shortId } from "../parts/short-id.ts";
import { paths } from "../shell/paths.ts";

/** What a run read and what came of it, from the values on its edges. */
export function lineageOfRun(run: PipelineRun, steps: readonly StepRun[]): readonly LineageChip[] {
  const values = steps.flatMap(({ outputs }) => Object.values(outputs));
  const of = <Value>(type: StepValue["type"]) =>
    values.filter((value) => value.type === type).map(({ value }) => value as unknown as Value);
  const versions = new Map(
    of<DatasetVersionValue>("dataset-version").map(({ versionId, dataset }) => [versionId, dataset]),
  );
  const trained = of<ModelValue>("model").flatMap(({ runId }) => (runId === null ? [] : [runId]));
  return [
    ...[...versions].map(([id, dataset]) => ({ label: dataset, to: paths.datasetVersion(id) })),
    { label: `${run.pipeline} #${run.number}`, here: true },
    ...trained.slice(0, 1).map((id) => ({ label: shortId(id), to: paths.run(id) })),
    ...of<ReleaseValue>("release").map(({ model, version }) => ({
      label: `${model} v${version}`,
      to: paths.modelVersion(model, version),
    })),
    ...of<DeployedValue>("deployment").map(({ deployment }) => ({
      label: deployment,
      to: paths.deployment(deployment),
    })),
  ];
}
