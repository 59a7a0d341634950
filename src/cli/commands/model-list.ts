import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.models.list();
  if (items.length === 0)
    out.line("No model yet. A pipeline with a register step makes one: `prumo run <pipeline>`.");
  else {
    out.table(
      ["model", "versions", "newest", "aliases"],
      items.map((item) => [
        item.name,
        item.versions,
        item.latestVersion,
        Object.entries(item.aliases)
          .map(([alias, version]) => `${alias} v${version}`)
          .join(", ") || null,
      ]),
    );
  }
  out.json(items);
};
