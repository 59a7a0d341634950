import type { MetaTransaction } from "../../../ports/meta-store.ts";
import type { LoggedPoint } from "../runs/run.ts";
import type { ExperimentsTables } from "../tables.ts";

const columns = [
  "model_id",
  "key",
  "at",
  "step",
  "run_id",
  "value",
  "experiment_id",
  "dataset_name",
  "dataset_digest",
];

/** Points that measure a logged model are kept with the model as well; NaN counts as 0 there, as MLflow has it. */
export async function addModelMetrics(
  tx: MetaTransaction<ExperimentsTables>,
  run: { readonly id: string; readonly experimentId: number },
  points: readonly LoggedPoint[],
): Promise<void> {
  const rows = points
    .filter((point) => point.modelId)
    .map((point) => [
      point.modelId ?? null,
      point.key,
      point.at,
      point.step,
      run.id,
      Number.isNaN(point.value) ? 0 : point.value,
      run.experimentId,
      point.datasetName || null,
      point.datasetDigest || null,
    ]);
  await tx.insert("logged_model_metrics", columns, rows, "ignore");
}
