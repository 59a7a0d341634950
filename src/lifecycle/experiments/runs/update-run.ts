import type { ProgramRuntime, Run } from "../../../contract/records/experiments.ts";
import { setTags } from "../logging/set-tags.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { runNameTag, type UpdateRun } from "./run.ts";
import { activeRunRow } from "./run-rows.ts";
import { readRun } from "./run-store.ts";

/** Changes state, end, name, energy or environment of a run; the same again changes nothing. */
export async function updateRun(deps: ExperimentsDeps, id: string, change: UpdateRun): Promise<Run> {
  await deps.meta.write<ExperimentsTables, void>(async (tx) => {
    const run = await activeRunRow(tx.db, id);
    await tx.db
      .updateTable("runs")
      .set({
        state: change.state ?? run.state,
        finished_at: change.finishedAt ?? run.finished_at,
        name: change.name || run.name,
        energy: change.energy === undefined ? run.energy : JSON.stringify(change.energy),
        environment:
          change.runtime === undefined ? run.environment : withRuntime(run.environment, change.runtime),
      })
      .where("id", "=", id)
      .execute();
    const experimentId = run.experiment_id;
    if (change.name) await setTags(tx, { id, experimentId }, new Map([[runNameTag, change.name]]));
    if (change.state === undefined || change.state === run.state) return;
    const { name } = await tx.db
      .selectFrom("experiments")
      .select("name")
      .where("id", "=", experimentId)
      .executeTakeFirstOrThrow();
    tx.emit("experiment.run-changed", id, { experiment: name, runId: id, state: change.state });
  });
  return readRun(deps.meta, id);
}

function withRuntime(environment: string | null, runtime: ProgramRuntime): string {
  return JSON.stringify({ ...(JSON.parse(environment ?? "{}") as object), ...runtime });
}
