import type { Run } from "../../../contract/records/experiments.ts";
import { storePath } from "../artifacts/artifact-path.ts";
import { unlinkBelow } from "../artifacts/artifact-store.ts";
import { experimentOfName } from "../catalogue/create-experiment.ts";
import { addParams } from "../logging/add-params.ts";
import { addInputs } from "../logging/log-inputs.ts";
import { setTags } from "../logging/set-tags.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { codeRevision, environment } from "./environment.ts";
import { emptyRun } from "./remove-run.ts";
import { commitTag, newRunId, runNameTag, type StartRun } from "./run.ts";
import { readRun } from "./run-store.ts";

/** Starts a pipeline's run, and its experiment when it is the first; for a step run seen before, takes up its run. */
export async function startRun(deps: ExperimentsDeps, start: StartRun): Promise<Run> {
  const { meta, clock, projectDir } = deps;
  const now = clock.now();
  const code = await codeRevision(projectDir);
  const made = {
    code: JSON.stringify(code),
    environment: JSON.stringify(await environment(projectDir)),
  };
  const id = await meta.write<ExperimentsTables, string>(async (tx) => {
    const { db } = tx;
    const experimentId = await experimentOfName(tx, now, start.experiment);
    const earlier =
      start.stepRunId === undefined
        ? undefined
        : await db
            .selectFrom("runs")
            .select(["id", "artifact_root"])
            .where("step_run_id", "=", start.stepRunId)
            .executeTakeFirst();
    const id = earlier?.id ?? newRunId(now);
    const opened = {
      ...made,
      state: "running" as const,
      dataset_versions: JSON.stringify(start.datasetVersions ?? []),
      energy: null,
      started_at: now,
      finished_at: null,
    };
    const { count } = await db
      .selectFrom("runs")
      .select((each) => each.fn.countAll<number>().as("count"))
      .where("experiment_id", "=", experimentId)
      .executeTakeFirstOrThrow();
    const name = start.name ?? `${start.experiment} ${count + (earlier === undefined ? 1 : 0)}`;
    if (earlier === undefined) {
      const { artifact_root } = await db
        .selectFrom("experiments")
        .select("artifact_root")
        .where("id", "=", experimentId)
        .executeTakeFirstOrThrow();
      await db
        .insertInto("runs")
        .values({
          ...opened,
          id,
          experiment_id: experimentId,
          name,
          user_name: "",
          is_deleted: 0,
          deleted_at: null,
          artifact_root: `${artifact_root}/${id}/artifacts`,
          pipeline_run_id: start.pipelineRunId ?? null,
          step_run_id: start.stepRunId ?? null,
        })
        .execute();
    } else {
      await emptyRun(tx, id);
      await unlinkBelow(tx, storePath(earlier.artifact_root));
      await db.updateTable("runs").set(opened).where("id", "=", id).execute();
    }
    const run = { id, experimentId };
    await addParams(tx, run, new Map(Object.entries(start.params ?? {})));
    const commit = code.commit === null ? [] : [[commitTag, code.commit] as const];
    await setTags(tx, run, new Map([...Object.entries(start.tags ?? {}), ...commit, [runNameTag, name]]));
    await addInputs(tx, run, start.inputs ?? []);
    tx.emit("experiment.run-changed", id, { experiment: start.experiment, runId: id, state: "running" });
    return id;
  });
  return readRun(meta, id);
}
