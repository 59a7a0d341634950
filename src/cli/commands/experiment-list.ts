import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.experiments.list();
  if (items.length === 0)
    out.line("No experiment yet. A pipeline with a train step makes one: `prumo run <pipeline>`.");
  else
    out.table(
      ["experiment", "runs", "last run (UTC)"],
      items.map((item) => [item.name, item.runs, time(item.lastRunAt)]),
    );
  out.json(items);
};
