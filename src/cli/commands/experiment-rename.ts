import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { wantedExperiment } from "../wanted-experiment.ts";

export const run: Run = async ({ directory, out, args }) => {
  const [wanted = "", name = ""] = args;
  await using house = await openHouse(directory);
  const { id } = await wantedExperiment(house.client, wanted);
  const renamed = await house.client.experiments.rename({ params: { id }, body: { name } });
  out.line(`Experiment ${id} is now ${renamed.name}.`);
  out.json(renamed);
};
