import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { count } from "../numbers.ts";
import { isRunId, wantedExperiment } from "../wanted-experiment.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const { client } = house;
  // All are looked up before the first is deleted, so that a mistyped one deletes none.
  const wanted = [];
  for (const each of args) {
    const found = isRunId(each) ? { run: await client.experiments.run({ params: { id: each } }) } : undefined;
    wanted.push(found ?? { experiment: await wantedExperiment(client, each) });
  }
  const deleted = [];
  for (const each of wanted) {
    if ("run" in each) {
      deleted.push(await client.experiments.deleteRun({ params: { id: each.run.id } }));
      out.line(`Run ${each.run.name} (${each.run.id}) is deleted.`);
      continue;
    }
    const { id, name, runs } = each.experiment;
    deleted.push(await client.experiments.deleteExperiment({ params: { id } }));
    out.line(`Experiment ${name} is deleted with ${runs === 1 ? "its run" : `its ${count(runs)} runs`}.`);
  }
  const restored = args.map((each) => (/\s/.test(each) ? `"${each}"` : each)).join(" ");
  out.line(`\`prumo experiment restore ${restored}\` takes it back, until \`prumo gc\` removes it for good.`);
  out.json(deleted);
};
