import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out, options }) => {
  const isDeleted = options["deleted"] === true;
  await using house = await openHouse(directory);
  const { items } = await house.client.experiments.list({
    query: { view: isDeleted ? "deleted" : "active" },
  });
  if (items.length === 0)
    out.line(
      isDeleted
        ? "No deleted experiment waits to be restored or removed."
        : "No experiment yet. A pipeline with a train step makes one: `prumo run <pipeline>`.",
    );
  else if (isDeleted)
    out.table(
      ["experiment", "id", "runs", "deleted (UTC)"],
      items.map((item) => [item.name, item.id, item.runs, time(item.updatedAt)]),
    );
  else
    out.table(
      ["experiment", "id", "runs", "last run (UTC)"],
      items.map((item) => [item.name, item.id, item.runs, time(item.lastRunAt)]),
    );
  out.json(items);
};
