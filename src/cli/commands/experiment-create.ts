import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = ""] = args;
  const tags = Object.fromEntries(((options["tag"] ?? []) as readonly string[]).map(pair));
  const artifactRoot = textOption(options, "artifacts");
  await using house = await openHouse(directory);
  const made = await house.client.experiments.create({
    body: { name, tags, ...(artifactRoot === undefined ? {} : { artifactRoot }) },
  });
  out.line(`${made.name} is experiment ${made.id}.`);
  out.json(made);
};

function pair(text: string): [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  throw fail("cli/usage", { problem: `${text} is no key=value.`, command: "experiment create" });
}
