import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { runningServer } from "../house.ts";

export const run: Run = async ({ directory, out, options, signal }) => {
  const asked = textOption(options, "port");
  const port = asked === undefined ? undefined : portOf(asked);
  const running = await runningServer(directory);
  if (running !== undefined) throw fail("server/already-up", { url: running.url, pid: running.pid });
  const { openApp } = await import("../../app/open-app.ts");
  const { serve } = await import("../../server/serve.ts");
  await using app = await openApp({ directory });
  await using server = await serve(app, {
    host: textOption(options, "host") ?? app.project.server.host,
    port: port ?? app.project.server.port,
    isAnnounced: true,
  });
  out.line(`${out.style("green", "●")} ${app.project.name} is up at ${out.style("bold", server.url)}`);
  out.line(out.style("dim", "Ctrl-C stops it; nothing that was acknowledged is lost."));
  out.json({ url: server.url, pid: process.pid });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  out.line("Stopping …");
};

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw fail("cli/usage", {
    problem: `A port is a whole number from 0 to 65535, not ${text}.`,
    command: "up",
  });
}
