import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Promotion, Tenure } from "../../contract/records/models.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";
import type { Output } from "../output.ts";

export const run: Run = async ({ directory, out, args, options }) => {
  const [name = ""] = args;
  const alias = textOption(options, "alias");
  const then = textOption(options, "at");
  const at = then === undefined ? undefined : Date.parse(then);
  if (Number.isNaN(at)) {
    throw fail("cli/usage", { problem: `${String(then)} is no time.`, command: "model history" });
  }
  await using house = await openHouse(directory);
  if (at === undefined) {
    const { promotions } = await house.client.models.promotions({ params: { name } });
    showMoves(
      out,
      promotions.filter((move) => alias === undefined || move.alias === alias),
    );
    return;
  }
  const query = { from: at, to: at, limit: 1_000, ...(alias === undefined ? {} : { alias }) };
  showTenures(out, (await house.client.models.history({ params: { name }, query })).items);
};

const version = (number: number | null) => (number === null ? "–" : `v${number}`);

function showMoves(out: Output, moves: readonly Promotion[]): void {
  out.table(
    ["when (UTC)", "alias or stage", "from", "to", "who", "why", "evidence"],
    moves.map((move) => [
      time(move.at),
      move.alias,
      version(move.fromVersion),
      version(move.toVersion),
      move.by,
      move.reason,
      move.evidence.length,
    ]),
  );
  out.json(moves);
}

function showTenures(out: Output, tenures: readonly Tenure[]): void {
  out.table(
    ["alias or stage", "version", "since (UTC)", "until", "who", "why", "evidence"],
    tenures.map((tenure) => [
      tenure.alias,
      version(tenure.version),
      time(tenure.from),
      tenure.until === null ? null : time(tenure.until),
      tenure.by,
      tenure.reason,
      tenure.evidence.length,
    ]),
  );
  out.json(tenures);
}
