import { newId } from "../../kernel/ids.ts";
import type { Run } from "../../contract/records/experiments.ts";
import { codeRevision, environment } from "./environment.ts";
import type { ExperimentsDeps } from "./surface.ts";
import type { StartRun } from "./run.ts";
import { emptyRun, insertPairs, readRun } from "./run-store.ts";
import type { ExperimentsTables } from "./tables.ts";

/** Starts a run, and its experiment when it is the first; for a step run seen before, takes up its run again. */
export async function startRun(deps: ExperimentsDeps, start: StartRun): Promise<Run> {
  const { meta, clock, projectDir } = deps;
  const now = clock.now();
  const made = {
    code: JSON.stringify(await codeRevision(projectDir)),
    environment: JSON.stringify(await environment(projectDir)),
  };
  const id = await meta.write<ExperimentsTables, string>(async ({ db, emit }) => {
    await db
      .insertInto("experiments")
      .values({ id: newId("experiment", now), name: start.experiment, created_at: now })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
    const earlier =
      start.stepRunId === undefined
        ? undefined
        : await db
            .selectFrom("runs")
            .select("id")
            .where("step_run_id", "=", start.stepRunId)
            .executeTakeFirst();
    const id = earlier?.id ?? newId("run", now);
    const opened = {
      ...made,
      state: "running" as const,
      dataset_versions: JSON.stringify(start.datasetVersions ?? []),
      energy: null,
      started_at: now,
      finished_at: null,
    };
    if (earlier === undefined) {
      const { count } = await db
        .selectFrom("runs")
        .select((each) => each.fn.countAll<number>().as("count"))
        .where("experiment", "=", start.experiment)
        .executeTakeFirstOrThrow();
      await db
        .insertInto("runs")
        .values({
          ...opened,
          id,
          experiment: start.experiment,
          name: start.name ?? `${start.experiment} ${count + 1}`,
          pipeline_run_id: start.pipelineRunId ?? null,
          step_run_id: start.stepRunId ?? null,
        })
        .execute();
    } else {
      await emptyRun(db, id);
      await db.updateTable("runs").set(opened).where("id", "=", id).execute();
    }
    await insertPairs(db, "run_params", id, start.params ?? {});
    await insertPairs(db, "run_tags", id, start.tags ?? {});
    emit("experiment.run-changed", id, { experiment: start.experiment, runId: id, state: "running" });
    return id;
  });
  return readRun(meta, id);
}
