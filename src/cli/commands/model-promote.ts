import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { userName } from "../user-name.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const reason = textOption(options, "reason");
  if (reason === undefined)
    throw fail("cli/usage", { problem: "A promotion needs a reason.", command: "model promote" });
  await using house = await openHouse(directory);
  const [name = "", version = ""] = args;
  const alias = textOption(options, "alias") ?? "live";
  const promoted = await house.client.models.promote({
    params: { name, version },
    body: { alias, reason, by: userName() },
  });
  const named = `${promoted.model} v${promoted.version}`;
  out.line(
    promoted.aliases.includes(alias)
      ? `${named} is now ${promoted.aliases.join(", ")}.`
      : `${named} is being rolled out, and is ${alias} at the end of it: see \`prumo deployment list\`.`,
  );
  out.json(promoted);
};
