import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.retraining.list();
  if (items.length === 0) out.line("No alert has asked for an answer yet.");
  else {
    out.table(
      ["response", "decided (UTC)", "decision", "state", "pipeline run", "why"],
      items.map((item) => [
        item.id,
        time(item.decidedAt),
        item.decision,
        item.state,
        item.pipelineRunId,
        item.reason,
      ]),
    );
  }
  out.json(items);
};
