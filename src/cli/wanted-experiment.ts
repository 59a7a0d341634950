import type { Client } from "../client/client.ts";
import type { ExperimentSummary } from "../contract/records/experiments.ts";
import { fail } from "../kernel/errors/prumo-error.ts";

/** Whether what was typed is the id of a run; all else names an experiment. */
export function isRunId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The experiment of a name or an id. */
export async function wantedExperiment(
  { experiments }: Client,
  wanted: string,
  view: "active" | "deleted" = "active",
): Promise<ExperimentSummary> {
  const { items } = await experiments.list({ query: { view } });
  // A name that looks like another's id is a name first.
  const found = items.find(({ name }) => name === wanted) ?? items.find(({ id }) => id === wanted);
  if (found === undefined) throw fail("experiments/no-experiment-named", { name: wanted });
  return found;
}
