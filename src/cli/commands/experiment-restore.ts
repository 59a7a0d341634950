import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { isRunId, wantedExperiment } from "../wanted-experiment.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const { client } = house;
  const wanted = [];
  for (const each of args) {
    const found = isRunId(each) ? { run: await client.experiments.run({ params: { id: each } }) } : undefined;
    wanted.push(found ?? { experiment: await wantedExperiment(client, each, "deleted") });
  }
  const restored = [];
  for (const each of wanted) {
    if ("run" in each) {
      const run = await client.experiments.restoreRun({ params: { id: each.run.id } });
      restored.push(run);
      out.line(`Run ${run.name} is back in ${run.experiment}.`);
      continue;
    }
    const { id, name } = each.experiment;
    restored.push(await client.experiments.restoreExperiment({ params: { id } }));
    out.line(`Experiment ${name} is back, with its runs.`);
  }
  out.json(restored);
};
