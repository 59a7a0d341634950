import type { Client } from "../client/client.ts";
import type { Import } from "../contract/records/imports.ts";
import { bytes, count, duration } from "./numbers.ts";
import { bar, type Output } from "./output.ts";

/** How often there is news: a bar on a terminal, lines elsewhere. */
const barMs = 300;
const lineMs = 5_000;

/** Shows an import as it goes, until its end. Ctrl-C ends it where it is. */
export async function followImport(
  client: Client,
  started: Import,
  out: Output,
  signal: AbortSignal,
): Promise<Import> {
  const params = { id: started.id };
  const waitMs = out.isTerminal ? barMs : lineMs;
  const startedAt = performance.now();
  let cancelling: Promise<Import> | undefined;
  const cancel = () => void (cancelling = client.imports.cancel({ params }));
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    out.line(`${out.style("bold", started.from)}${started.isDryRun ? "  only counting" : ""}`);
    for (;;) {
      const now = await client.imports.show({ params, query: { waitMs } });
      if (now.state !== "running") return cancelling === undefined ? now : await cancelling;
      const elapsedMs = performance.now() - startedAt;
      const text = progressLine(now, elapsedMs);
      if (out.isTerminal) out.status(text);
      else if (!out.isJson) process.stderr.write(`${text}\n`);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    out.status(null);
  }
}

/** `██████────── 50 % 500 of 1,000 runs · 12.3 MB · 110 runs/s · 4.5 s left`; a run is its metrics and files as well. */
export function progressLine({ counts: { runs, files }, bytes: copied }: Import, elapsedMs: number): string {
  const done = runs.copied + runs.here + runs.failed;
  const total = runs.total === null ? undefined : Math.max(runs.total, done);
  const perSecond = done / Math.max(elapsedMs / 1_000, 0.001);
  const parts = [
    total === undefined ? `${count(done)} runs` : `${count(done)} of ${count(total)} runs`,
    `${count(files.copied)} files, ${bytes(copied)}`,
    `${count(Math.round(perSecond))} runs/s`,
  ];
  if (total !== undefined && done > 0 && done < total) {
    parts.push(`${duration(((total - done) / perSecond) * 1_000)} left`);
  }
  return `${total === undefined || total === 0 ? "" : `${bar(done / total)} `}${parts.join(" · ")}`;
}
