import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { playDemo } from "../demo/play.ts";
import { showReport } from "../demo/report.ts";

const example = fileURLToPath(new URL("../../../examples/flight-delays/", import.meta.url));

export const run: Run = async ({ out, options, signal }) => {
  if (!existsSync(example)) throw fail("cli/missing-for-demo", {});
  const isOnce = options["once"] === true || process.env["CI"] !== undefined;
  const asked = textOption(options, "dir");
  const directory = asked === undefined ? mkdtempSync(join(tmpdir(), "prumo-demo-")) : resolve(asked);
  cpSync(example, directory, { recursive: true, filter: (path) => !path.endsWith(".prumo") });
  try {
    const port = Number(textOption(options, "port") ?? 7786);
    await playDemo({ directory, port, out, signal }, async (report, url) => {
      showReport(report, out);
      out.json(report);
      if (isOnce || signal.aborted) return;
      out.line(`\nThe UI stays open at ${out.style("bold", url)}. Ctrl-C ends the demo.`);
      await new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
    });
  } finally {
    if (asked === undefined) rmSync(directory, { recursive: true, force: true });
  }
};
