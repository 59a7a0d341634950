import { type Import, importKinds } from "../contract/records/imports.ts";
import { bytes, count, duration } from "./numbers.ts";
import type { Output } from "./output.ts";

const shown = 50;

/** What was copied, and what could not be and why. */
export function showImport(ended: Import, out: Output): void {
  const isBegun = Object.values(ended.counts).some(({ copied, here, failed }) => copied + here + failed > 0);
  if (ended.state === "failed" && !isBegun) return;
  out.table(
    ["", ended.isDryRun ? "to copy" : "copied", "already here", "could not be copied"],
    importKinds.map((kind) => {
      const { copied, here, failed } = ended.counts[kind];
      return [kind, count(copied), count(here), count(failed)];
    }),
  );
  const tookMs = (ended.finishedAt ?? ended.startedAt) - ended.startedAt;
  out.line(
    out.style("dim", `${count(ended.points)} metric points, ${bytes(ended.bytes)} in ${duration(tookMs)}`),
  );
  if (ended.problemCount > 0) {
    out.line();
    out.table(
      ["what", "which", "why it could not be copied"],
      ended.problems.slice(0, shown).map(({ kind, name, reason }) => [kind, plain(name), plain(reason)]),
    );
    const more = ended.problemCount - Math.min(shown, ended.problems.length);
    if (more > 0) out.line(`and ${count(more)} more; --json lists a thousand of them`);
  }
  if (ended.state !== "finished") out.line("It is not at its end. The same command continues where it was.");
}

/** Texts of a foreign server are shown on a terminal: without what moves its cursor. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, " ");
}
