import type { MetaStore } from "../../../ports/meta-store.ts";
import { experimentNumber } from "../catalogue/experiment-id.ts";
import type { ExperimentsTables } from "../tables.ts";

export interface InputSummary {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  /** The tag `mlflow.data.context`, or null. */
  readonly context: string | null;
}

const most = 1_000;

/** The datasets that runs of these experiments were given, each context once. */
export async function searchInputs(
  meta: MetaStore,
  experimentIds: readonly string[],
): Promise<InputSummary[]> {
  if (experimentIds.length === 0) return [];
  const rows = await meta
    .read<ExperimentsTables>()
    .selectFrom("input_datasets as d")
    .innerJoin("run_inputs as i", "i.dataset_id", "d.id")
    .innerJoin("runs as r", "r.id", "i.run_id")
    .select(["d.experiment_id", "d.name", "d.digest", "i.context"])
    .distinct()
    .where("d.experiment_id", "in", experimentIds.map(experimentNumber))
    .where("r.is_deleted", "=", 0)
    .limit(most * 10)
    .execute();
  const seen = new Map<string, InputSummary>();
  for (const { experiment_id, name, digest, context } of rows) {
    const summary = { experimentId: String(experiment_id), name, digest, context };
    seen.set(JSON.stringify(summary), summary);
  }
  return [...seen.values()].slice(0, most);
}
