import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { count } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.deployments.list();
  if (items.length === 0) out.line("No deployment yet. Declare one in the project file.");
  else {
    out.table(
      ["deployment", "state", "live", "rollout", "answered", "errors"],
      items.map((item) => {
        const live = item.variants.find((variant) => variant.role === "live");
        return [
          item.name,
          item.state,
          live ? `${live.model} v${live.version}` : null,
          item.rollout?.state ?? null,
          count(item.answered),
          count(item.errors),
        ];
      }),
    );
  }
  out.json(items);
};
