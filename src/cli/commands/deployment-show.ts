import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { count, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args }) => {
  await using house = await openHouse(directory);
  const [name = ""] = args;
  const deployment = await house.client.deployments.show({ params: { name } });
  const { rollouts } = await house.client.deployments.rollouts({ params: { name } });
  out.line(
    `${out.style("bold", deployment.name)}  ${deployment.state}  ${count(deployment.answered)} answered, ${count(deployment.errors)} errors\n`,
  );
  out.table(
    ["variant", "model", "version", "traffic"],
    deployment.variants.map((variant) => [
      variant.role,
      variant.model,
      variant.version,
      `${variant.weight} %`,
    ]),
  );
  const history = rollouts.flatMap((rollout) => rollout.history.map((entry) => ({ ...entry, rollout })));
  if (history.length > 0) {
    out.line();
    out.table(
      ["rollout", "candidate", "state", "since (UTC)", "why"],
      history.map(({ rollout, state, at, reason }) => [
        rollout.id,
        rollout.candidate,
        state,
        time(at),
        reason,
      ]),
    );
  }
  out.json({ deployment, rollouts });
};
