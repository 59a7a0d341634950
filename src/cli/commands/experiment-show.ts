import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, metric, time } from "../numbers.ts";
import { isRunId, wantedExperiment } from "../wanted-experiment.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  await using house = await openHouse(directory);
  const [wanted = ""] = args;
  if (isRunId(wanted)) {
    const shown = await house.client.experiments.run({ params: { id: wanted } });
    const state = shown.isDeleted ? `${shown.state}, deleted` : shown.state;
    out.line(`${out.style("bold", shown.name)}  ${state}  ${shown.id}  of ${shown.experiment}`);
    out.table(["parameter", "value"], Object.entries(shown.params));
    out.line();
    out.table(
      ["metric", "last", "min", "max"],
      Object.entries(shown.metrics).map(([key, value]) => [
        key,
        metric(value.last),
        metric(value.min),
        metric(value.max),
      ]),
    );
    out.line();
    const tags = Object.entries(shown.tags).filter(([key]) => !key.startsWith("mlflow."));
    if (tags.length > 0) {
      out.table(["tag", "value"], tags);
      out.line();
    }
    if (shown.inputs.length > 0) {
      out.table(
        ["input", "digest", "used for"],
        shown.inputs.map((input) => [input.name, input.digest, input.tags["mlflow.data.context"] ?? null]),
      );
      out.line();
    }
    if (shown.artifactRoot.startsWith("mlflow-artifacts:")) {
      const { entries } = await house.client.experiments.artifacts({ params: { id: wanted }, query: {} });
      out.table(
        ["artifact", "size"],
        entries.map((item) => [
          item.isFolder ? `${item.path}/` : item.path,
          item.bytes === null ? "" : bytes(item.bytes),
        ]),
      );
    } else out.line(`Its artifacts are at ${shown.artifactRoot}.`);
    if (shown.energy) {
      const { lowWh, highWh, method } = shown.energy;
      out.line(`\nEnergy ${metric(lowWh)}–${metric(highWh)} Wh (${method})`);
    }
    out.json(shown);
    return;
  }
  const query = { limit: Number(textOption(options, "limit") ?? 20) };
  const found = await wantedExperiment(house.client, wanted);
  const { items } = await house.client.experiments.runs({ params: { id: found.id }, query });
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
