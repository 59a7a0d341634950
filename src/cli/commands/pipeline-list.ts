import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.pipelines.list();
  if (items.length === 0) out.line("No pipeline yet. Declare one in the project file.");
  else {
    out.table(
      ["pipeline", "steps", "runs", "last run", "state", "started (UTC)"],
      items.map(({ name, spec, runs, lastRun }) => [
        name,
        Object.keys(spec.steps).length,
        runs,
        lastRun?.id ?? null,
        lastRun?.state ?? null,
        time(lastRun?.startedAt),
      ]),
    );
  }
  out.json(items);
};
