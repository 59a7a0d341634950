import { fail } from "../../kernel/errors/prumo-error.ts";
import type { ExperimentsDeps } from "./surface.ts";
import { requireOpen } from "./run.ts";
import { insertPairs } from "./run-store.ts";
import type { ExperimentsTables } from "./tables.ts";

/** Adds parameters. They never change: the same value again is welcome, another one is refused. */
export async function logParams(
  { meta }: ExperimentsDeps,
  id: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  await meta.write<ExperimentsTables, void>(async ({ db }) => {
    const run = await db.selectFrom("runs").select(["id", "state"]).where("id", "=", id).executeTakeFirst();
    if (run === undefined) throw fail("experiments/no-run", { id });
    requireOpen(run);
    const known = await db.selectFrom("run_params").selectAll().where("run_id", "=", id).execute();
    const values = new Map(known.map((row) => [row.key, row.value]));
    const added: Record<string, string> = {};
    for (const [param, now] of Object.entries(params)) {
      const was = values.get(param);
      if (was === undefined) added[param] = now;
      else if (was !== now) throw fail("experiments/param-changed", { param, id, was, now });
    }
    await insertPairs(db, "run_params", id, added);
  });
}
