import { type Selectable, sql } from "kysely";
import type { DatasetScope, Filter } from "../../../engines/search/query.ts";
import type { Experiment, LoggedModel } from "../../../contract/records/experiments.ts";
import { experimentNumber } from "../catalogue/experiment-id.ts";
import { withTags } from "../catalogue/experiment-store.ts";
import { completeModels, type LoggedModelRow } from "../logged-models/logged-model-store.ts";
import { checkCount, limits } from "../limits.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import type { Place } from "./order.ts";
import { type Search, searchRows } from "./search-rows.ts";
import { type View, viewOf } from "./search-runs.ts";
import { measuredOnOne, searchableExperiments, searchableLoggedModels, type Sql } from "./searchable.ts";

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

export interface SearchLoggedModels extends Search {
  readonly experimentIds: readonly string[];
  /** Where there are any, metrics of the filter count only when measured on one of them, and each model has such. */
  readonly datasets?: readonly DatasetScope[];
}

/** Logged models that meet a filter, newest first unless ordered otherwise. Deleted ones are not found. */
export async function searchLoggedModels(
  deps: ExperimentsDeps,
  asked: SearchLoggedModels,
): Promise<{ items: LoggedModel[]; next: Place | null }> {
  const { experimentIds, datasets = [] } = asked;
  checkCount("datasets", limits.batchDatasets, datasets.length);
  const experiments = experimentIds.map(experimentNumber);
  const within = experiments.length === 0 ? sql`1 = 0` : sql`e.experiment_id in (${sql.join(experiments)})`;
  const searched = searchableLoggedModels(datasets);
  const { rows, next } = await searchRows(deps, "loggedModel", searched, asked, (filter) => ({
    filter,
    given:
      datasets.length === 0 || speaksOfMetrics(filter)
        ? [viewOf("active"), within]
        : [viewOf("active"), within, isMeasuredOn(datasets)],
  }));
  const found = rows as unknown as LoggedModelRow[];
  return { items: await completeModels(deps.meta.read<ExperimentsTables>(), found), next };
}

function isMeasuredOn(datasets: readonly DatasetScope[]): Sql {
  return sql`exists (select 1 from logged_model_metrics m
    where m.model_id = e.id and ${measuredOnOne("m", datasets)})`;
}

function speaksOfMetrics(filter: Filter | undefined): boolean {
  if (filter === undefined) return false;
  switch (filter.type) {
    case "comparison":
      return filter.field.type === "metric";
    case "not":
      return speaksOfMetrics(filter.of);
    case "and":
    case "or":
      return filter.of.some(speaksOfMetrics);
  }
}
