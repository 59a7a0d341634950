import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { Run } from "../../../contract/records/experiments.ts";
import type { MetaTransaction } from "../../../ports/meta-store.ts";
import { checkName, experimentOfName } from "../catalogue/create-experiment.ts";
import { defaultExperimentId } from "../catalogue/experiment-id.ts";
import { activeExperimentRow } from "../catalogue/experiment-store.ts";
import { checkedTags, setTags } from "../logging/set-tags.ts";
import type { ExperimentsDeps } from "../surface.ts";
import type { ExperimentsTables } from "../tables.ts";
import { randomName } from "./random-name.ts";
import { type CreateRun, newRunId, runNameTag } from "./run.ts";
import { readRun } from "./run-store.ts";

/** Makes a run of a client. With an id that the client chose, a repeated call answers the run that is there. */
export async function createRun(deps: ExperimentsDeps, asked: CreateRun): Promise<Run> {
  const { meta, clock } = deps;
  const tags = checkedTags(asked.tags ?? []);
  const name = nameOf(asked.name, tags.get(runNameTag));
  if (asked.id !== undefined && !/^[0-9a-f]{32}$/.test(asked.id))
    throw fail("experiments/bad-run-id", { id: asked.id });
  const made = await meta.write<ExperimentsTables, Run | string>(async (tx) => {
    const experiment = await activeExperimentRow(tx.db, await experimentIdOf(tx, clock.now(), asked));
    const id = asked.id ?? newRunId(clock.now());
    const artifactRoot = `${experiment.artifact_root}/${id}/artifacts`;
    if (asked.id !== undefined) {
      const known = await tx.db
        .selectFrom("runs")
        .select("experiment_id")
        .where("id", "=", id)
        .executeTakeFirst();
      if (known?.experiment_id === experiment.id) return id;
    }
    await tx.db
      .insertInto("runs")
      .values({
        id,
        experiment_id: experiment.id,
        name,
        user_name: asked.user ?? "",
        state: "running",
        is_deleted: 0,
        deleted_at: null,
        artifact_root: artifactRoot,
        dataset_versions: "[]",
        started_at: asked.startedAt,
        finished_at: null,
      })
      .execute();
    const allTags = new Map([...tags, [runNameTag, name]]);
    await setTags(tx, { id, experimentId: experiment.id }, allTags);
    tx.emit("experiment.run-changed", id, { experiment: experiment.name, runId: id, state: "running" });
    return freshRun(asked, { id, name, artifactRoot, experiment, tags: allTags });
  });
  return typeof made === "string" ? readRun(meta, made) : made;
}

/** A run of which nothing was logged, as `readRun` would have it. */
function freshRun(
  { user, startedAt }: CreateRun,
  made: {
    readonly id: string;
    readonly name: string;
    readonly artifactRoot: string;
    readonly experiment: { readonly id: number; readonly name: string };
    readonly tags: ReadonlyMap<string, string>;
  },
): Run {
  const { id, name, artifactRoot, experiment, tags } = made;
  return {
    id,
    experimentId: String(experiment.id),
    experiment: experiment.name,
    name,
    user: user ?? "",
    state: "running",
    isDeleted: false,
    params: {},
    tags: Object.fromEntries([...tags].sort(([a], [b]) => (a < b ? -1 : 1))),
    metrics: {},
    inputs: [],
    modelInputs: [],
    modelOutputs: [],
    datasetVersions: [],
    code: null,
    environment: null,
    energy: null,
    pipelineRunId: null,
    stepRunId: null,
    artifactRoot,
    startedAt,
    finishedAt: null,
  };
}

async function experimentIdOf(
  tx: MetaTransaction<ExperimentsTables>,
  now: number,
  { experimentId, experiment }: CreateRun,
): Promise<string> {
  if (experimentId !== undefined || experiment === undefined) return experimentId ?? defaultExperimentId;
  checkName(experiment);
  return String(await experimentOfName(tx, now, experiment));
}

function nameOf(name: string | undefined, tag: string | undefined): string {
  if (name && tag && name !== tag) throw fail("experiments/two-run-names", { name, tag });
  return name || tag || randomName();
}
