import type { Promotion } from "../../contract/records/models.ts";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = ""] = args;
  const alias = textOption(options, "alias");
  const then = textOption(options, "at");
  const at = then === undefined ? undefined : Date.parse(then);
  if (Number.isNaN(at)) {
    throw fail("cli/usage", { problem: `${String(then)} is no time.`, command: "model history" });
  }
  await using house = await openHouse(directory);
  const { promotions } = await house.client.models.promotions({ params: { name } });
  const wanted = promotions.filter((move) => alias === undefined || move.alias === alias);
  const shown = at === undefined ? wanted : standingAt(wanted, at);
  out.table(
    ["when (UTC)", "alias or stage", "from", "to", "who", "why", "evidence"],
    shown.map((move) => [
      time(move.at),
      move.alias,
      move.fromVersion === null ? "–" : `v${move.fromVersion}`,
      move.toVersion === null ? "–" : `v${move.toVersion}`,
      move.by,
      move.reason,
      move.evidence.length,
    ]),
  );
  out.json(shown);
};

/** The last move of each alias before a time, where it led to a version: what stood there then. */
function standingAt(moves: readonly Promotion[], at: number): Promotion[] {
  const before = moves.filter((move) => move.at <= at);
  return [...Map.groupBy(before, ({ kind, alias }) => `${kind}/${alias}`).values()]
    .map((group) => group.reduce((last, move) => (move.seq > last.seq ? move : last)))
    .filter(({ toVersion }) => toVersion !== null);
}
