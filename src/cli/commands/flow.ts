import type { Run } from "../command.ts";
import { openHouse } from "../house.ts";
import { time } from "../numbers.ts";
import { sentence } from "../sentence.ts";

const marks = { empty: "○", ok: "●", working: "◐", attention: "▲" } as const;
const colours = { empty: "dim", ok: "green", working: "cyan", attention: "yellow" } as const;

export const run: Run = async ({ directory, out }) => {
  await using house = await openHouse(directory);
  const flow = await house.client.house.flow();
  out.line(`${out.style("bold", flow.project)}\n`);
  for (const station of flow.stations) {
    const mark = out.style(colours[station.state], marks[station.state]);
    out.line(`${mark} ${station.station.padEnd(12)} ${sentence(station.headline)}`);
  }
  out.line();
  if (flow.inbox.length === 0) out.line("Nothing needs you.");
  else
    out.table(
      ["needs you", "since (UTC)", "what"],
      flow.inbox.map((item) => [item.kind, time(item.at), item.title]),
    );
  out.json(flow);
};
