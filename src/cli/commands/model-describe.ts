import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { versionNumber } from "../version-number.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = "", asked] = args;
  const text = textOption(options, "text");
  if (text === undefined) {
    throw fail("cli/usage", {
      problem: "Say what it is with --text; an empty text takes the description away.",
      command: "model describe",
    });
  }
  const version = asked === undefined ? {} : { version: versionNumber(asked, "model describe") };
  await using house = await openHouse(directory);
  const body = { ...version, description: text === "" ? null : text };
  const { description } = await house.client.models.describe({ params: { name }, body });
  out.line(description ?? `${name} has no description now.`);
  out.json({ description });
};
