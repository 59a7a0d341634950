import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, metric, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  await using house = await openHouse(directory);
  const [wanted = ""] = args;
  if (wanted.startsWith("run_")) {
    const shown = await house.client.experiments.run({ params: { id: wanted } });
    out.line(`${out.style("bold", shown.name)}  ${shown.state}  ${shown.id}  of ${shown.experiment}`);
    out.table(["parameter", "value"], Object.entries(shown.params));
    out.line();
    out.table(
      ["metric", "last", "min", "max", "points"],
      Object.entries(shown.metrics).map(([key, value]) => [
        key,
        metric(value.last),
        metric(value.min),
        metric(value.max),
        value.count,
      ]),
    );
    out.line();
    out.table(
      ["artifact", "size", "sha256"],
      shown.artifacts.map((item) => [item.path, bytes(item.bytes), item.sha256.slice(0, 12)]),
    );
    if (shown.energy) {
      const { lowWh, highWh, method } = shown.energy;
      out.line(`\nEnergy ${metric(lowWh)}–${metric(highWh)} Wh (${method})`);
    }
    out.json(shown);
    return;
  }
  const query = { limit: Number(textOption(options, "limit") ?? 20) };
  const { items } = await house.client.experiments.runs({ params: { name: wanted }, query });
  const keys = [...new Set(items.flatMap((item) => Object.keys(item.metrics)))].slice(0, 4);
  out.table(
    ["run", "name", "state", "started (UTC)", ...keys],
    items.map((item) => [
      item.id,
      item.name,
      item.state,
      time(item.startedAt),
      ...keys.map((key) => metric(item.metrics[key]?.last)),
    ]),
  );
  out.json(items);
};
