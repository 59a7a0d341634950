import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../../contract/records/experiments.ts";
import type { ExperimentsDeps } from "./surface.ts";
import { requireOpen, type FinishRun } from "./run.ts";
import { readRun } from "./run-store.ts";
import type { ExperimentsTables } from "./tables.ts";

/** Closes a run with its artifacts and energy. Closing it again in the same state changes nothing. */
export async function finishRun(
  { meta, clock }: ExperimentsDeps,
  id: string,
  finish: FinishRun,
): Promise<Run> {
  await meta.write<ExperimentsTables, void>(async ({ db, emit }) => {
    const run = await db
      .selectFrom("runs")
      .select(["id", "state", "experiment"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (run === undefined) throw fail("experiments/no-run", { id });
    if (run.state === finish.state) return;
    requireOpen(run);
    for (const { path, sha256, bytes, mediaType } of finish.artifacts ?? []) {
      await db
        .insertInto("run_artifacts")
        .values({ run_id: id, path, sha256, bytes, media_type: mediaType })
        .onConflict((conflict) =>
          conflict.columns(["run_id", "path"]).doUpdateSet({ sha256, bytes, media_type: mediaType }),
        )
        .execute();
    }
    await db
      .updateTable("runs")
      .set({
        state: finish.state,
        finished_at: clock.now(),
        energy: finish.energy === undefined ? null : JSON.stringify(finish.energy),
      })
      .where("id", "=", id)
      .execute();
    emit("experiment.run-changed", id, { experiment: run.experiment, runId: id, state: finish.state });
  });
  return readRun(meta, id);
}
