import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const { items } = await house.client.webhooks.list({ query: { limit: 1_000 } });
  if (items.length === 0)
    out.line("No webhook yet. MLflow's client makes one: `MlflowClient().create_webhook(…)`.");
  else {
    out.table(
      ["webhook", "id", "state", "signed", "events", "address"],
      items.map((item) => [
        item.name,
        item.id,
        item.isActive ? "active" : "disabled",
        item.isSigned ? "yes" : "no",
        item.events.join(", "),
        item.url,
      ]),
    );
  }
  out.json(items);
};
