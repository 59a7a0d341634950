import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { userName } from "../user-name.ts";
import { versionNumber } from "../version-number.ts";

const usage = (problem: string) => fail("cli/usage", { problem, command: "model alias" });

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = "", alias = "", asked] = args;
  const reason = textOption(options, "reason");
  if (reason === undefined) throw usage("A change of an alias needs a reason.");
  const isDeletion = options["delete"] === true;
  if (isDeletion === (asked !== undefined)) throw usage("Give a version, or --delete.");
  const because = { reason, by: userName() };
  const version = asked === undefined ? 0 : versionNumber(asked, "model alias");
  await using house = await openHouse(directory);
  if (isDeletion) {
    const model = await house.client.models.deleteAlias({ params: { name, alias }, body: because });
    out.line(`${name} has no alias ${alias} now.`);
    out.json(model);
    return;
  }
  const set = await house.client.models.setAlias({ params: { name, alias }, body: { version, ...because } });
  out.line(
    set.aliases.includes(alias)
      ? `${name} v${set.version} is now ${set.aliases.join(", ")}.`
      : `${name} v${set.version} is being rolled out, and is ${alias} at the end of it.`,
  );
  out.json(set);
};
