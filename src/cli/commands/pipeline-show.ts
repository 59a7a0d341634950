import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { duration, time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  await using house = await openHouse(directory);
  const [wanted = ""] = args;
  if (wanted.startsWith("prn_")) {
    const { run: shown, steps } = await house.client.pipelines.run({ params: { id: wanted } });
    out.line(`${out.style("bold", `${shown.pipeline} #${shown.number}`)}  ${shown.state}  ${shown.id}`);
    if (shown.error) out.line(`${shown.error.message}\n${shown.error.repair}`);
    out.table(
      ["step", "kind", "state", "attempt", "took"],
      steps.map((step) => [
        step.name,
        step.kind,
        step.state,
        step.attempt,
        took(step.startedAt, step.finishedAt),
      ]),
    );
    out.json({ run: shown, steps });
    return;
  }
  const pipeline = await house.client.pipelines.show({ params: { name: wanted } });
  const runs = await house.client.pipelines.runs({
    query: { pipeline: wanted, limit: Number(textOption(options, "limit") ?? 20) },
  });
  out.line(out.style("bold", pipeline.name));
  out.table(
    ["step", "kind", "reads from"],
    Object.entries(pipeline.spec.steps).map(([name, step]) => [
      name,
      step.kind,
      [...new Set(Object.values(step.inputs ?? {}).map((input) => input.step))].join(", ") || null,
    ]),
  );
  out.line();
  out.table(
    ["run", "number", "state", "trigger", "started (UTC)", "took"],
    runs.items.map((item) => [
      item.id,
      item.number,
      item.state,
      item.trigger.kind,
      time(item.startedAt),
      took(item.startedAt, item.finishedAt),
    ]),
  );
  out.json({ pipeline, runs: runs.items });
};

function took(from: number | null, to: number | null): string | null {
  return from === null || to === null ? null : duration(to - from);
}
