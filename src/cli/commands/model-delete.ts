import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { userName } from "../user-name.ts";
import { versionNumber } from "../version-number.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = "", asked] = args;
  if (options["yes"] !== true) {
    const what = asked === undefined ? `${name} with all its versions` : `${name} ${asked}`;
    throw fail("cli/usage", { problem: `Say --yes to delete ${what} for good.`, command: "model delete" });
  }
  const version = asked === undefined ? undefined : String(versionNumber(asked, "model delete"));
  const body = { by: userName() };
  await using house = await openHouse(directory);
  const { models } = house.client;
  const { deleted } = await (version === undefined
    ? models.delete({ params: { name }, body })
    : models.deleteVersion({ params: { name, version }, body }));
  out.line(`${deleted} is deleted; its history stays: \`prumo model history ${name}\`.`);
  out.json({ deleted });
};
