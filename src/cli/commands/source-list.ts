import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { count, time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.sources.list();
  if (items.length === 0) out.line("No source yet. Declare a dataset with a source in the project file.");
  else {
    out.table(
      ["source", "kind", "state", "last read (UTC)", "rows", "location"],
      items.map((source) => [
        source.name,
        source.kind,
        source.state,
        time(source.lastBatch?.at),
        count(source.rows),
        source.location,
      ]),
    );
  }
  out.json(items);
};
