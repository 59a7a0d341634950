import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { ratio, time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.monitors.list();
  if (items.length === 0) out.line("No monitor yet. Declare one in the project file.");
  else {
    out.table(
      ["monitor", "deployment", "state", "open alerts", "reports", "last window ends (UTC)", "ROC AUC"],
      items.map((item) => [
        item.name,
        item.deployment,
        item.state,
        item.openAlerts,
        item.reports,
        time(item.lastReport?.to),
        ratio(item.lastReport?.performance.rocAuc?.value),
      ]),
    );
  }
  out.json(items);
};
