import { type Selectable, sql } from "kysely";
import type { Experiment, LoggedModel } from "../../../contract/records/experiments.ts";
import { experimentNumber } from "../catalogue/experiment-id.ts";
import { withTags } from "../catalogue/experiment-store.ts";
import { completeModels, type LoggedModelRow } from "../logged-models/logged-model-store.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import type { Place } from "./order.ts";
import { type Search, searchRows } from "./search-rows.ts";
import { type View, viewOf } from "./search-runs.ts";
import { searchableExperiments, searchableLoggedModels } from "./searchable.ts";

/** Experiments that meet a filter, newest first unless ordered otherwise. */
export async function searchExperiments(
  deps: ExperimentsDeps,
  asked: Search & { readonly view: View },
): Promise<{ items: Experiment[]; next: Place | null }> {
  const { rows, next } = await searchRows(deps, "experiment", searchableExperiments, asked, [
    viewOf(asked.view),
  ]);
  const found = rows as unknown as Selectable<ExperimentsTables["experiments"]>[];
  return { items: await withTags(deps.meta.read<ExperimentsTables>(), found), next };
}

/** Logged models that meet a filter, newest first unless ordered otherwise. Deleted ones are not found. */
export async function searchLoggedModels(
  deps: ExperimentsDeps,
  asked: Search & { readonly experimentIds: readonly string[] },
): Promise<{ items: LoggedModel[]; next: Place | null }> {
  const experiments = asked.experimentIds.map(experimentNumber);
  const within = experiments.length === 0 ? sql`1 = 0` : sql`e.experiment_id in (${sql.join(experiments)})`;
  const { rows, next } = await searchRows(deps, "loggedModel", searchableLoggedModels, asked, [
    viewOf("active"),
    within,
  ]);
  const found = rows as unknown as LoggedModelRow[];
  return { items: await completeModels(deps.meta.read<ExperimentsTables>(), found), next };
}
