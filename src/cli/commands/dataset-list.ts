import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, count, time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.datasets.list();
  if (items.length === 0)
    out.line("No dataset yet. Declare one in the project file and run a pipeline that ingests it.");
  else {
    out.table(
      ["dataset", "versions", "newest", "rows", "size", "quality", "committed (UTC)"],
      items.map(({ name, versions, latest }) => [
        name,
        versions,
        latest?.id ?? null,
        latest ? count(latest.rows) : null,
        latest ? bytes(latest.bytes) : null,
        latest?.quality ?? null,
        time(latest?.committedAt),
      ]),
    );
  }
  out.json(items);
};
