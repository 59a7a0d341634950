import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { versionNumber } from "../version-number.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = "", asked] = args;
  const set = list(options["set"]).map((pair): [string, string] => {
    const at = pair.indexOf("=");
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw fail("cli/usage", { problem: `${pair} is not <key>=<value>.`, command: "model tag" });
  });
  const removed = list(options["remove"]).map((key): [string, null] => [key, null]);
  const version = asked === undefined ? {} : { version: versionNumber(asked, "model tag") };
  await using house = await openHouse(directory);
  const body = { ...version, tags: Object.fromEntries([...set, ...removed]) };
  const { tags } = await house.client.models.tag({ params: { name }, body });
  out.table(["tag", "value"], Object.entries(tags));
  out.json(tags);
};

function list(given: unknown): readonly string[] {
  return Array.isArray(given) ? (given as string[]) : [];
}
