import { setTimeout as sleep } from "node:timers/promises";
import type { GarbageKind, GarbageReport, GarbageState } from "../../contract/http/garbage.ts";
import { durationMs } from "../../kernel/duration.ts";
import { fail, type PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Run } from "../command.ts";
import { textOption } from "../command.ts";
import { openHouse } from "../house.ts";
import { bytes, count } from "../numbers.ts";
import type { Output } from "../output.ts";
import { asRunError } from "../run-error.ts";

export const run: Run = async ({ directory, out, options, signal }) => {
  const isApplied = options["apply"] === true;
  const olderThan = textOption(options, "olderThan") ?? "30d";
  const olderThanMs = ageOf(olderThan);
  await using house = await openHouse(directory);
  const { garbage } = house.client;
  let state = await garbage.collect({ body: { dryRun: !isApplied, olderThanMs } });
  while (state.state === "working" && !signal.aborted) {
    out.status(progressOf(state));
    await sleep(150);
    state = await garbage.status();
  }
  out.status(null);
  // A house that is open for this command alone ends the collection with it; it can be done again at any time.
  if (state.state === "working") throw fail("garbage/broken-off", {});
  if (state.report === null) throw failure(state);
  show(out, state.report, olderThan);
  out.json(state.report);
};

function ageOf(text: string): number {
  try {
    return text === "0" ? 0 : durationMs(text);
  } catch {
    throw fail("cli/usage", { problem: `${text} is no age such as 30d, 12h or 0.`, command: "gc" });
  }
}

const phases = {
  runs: "Removing what was deleted",
  points: "Removing metric points and artifacts",
  references: "Looking what is referred to",
  blobs: "Looking through the bytes",
} as const;

function progressOf({ phase, done, of }: GarbageState): string {
  if (phase === null) return "Looking what was deleted";
  return `${phases[phase]}: ${count(done)}${of === null ? "" : ` of ${count(of)}`}`;
}

function failure({ error }: GarbageState): PrumoError {
  return error === null ? fail("garbage/broken-off", {}) : asRunError({ ...error, stack: null });
}

const kinds: Readonly<Record<GarbageKind, string>> = {
  artifact: "artifacts of what was deleted",
  upload: "uploads that nobody goes on with",
  unnamed: "bytes that nobody refers to",
};

function show(out: Output, report: GarbageReport, olderThan: string): void {
  const { experiments, runs, loggedModels, uploads, points, artifacts, blobs, leftovers, young } = report;
  const things: [string, number][] = [
    ["experiments", experiments.length],
    ["runs", runs],
    ["logged models", loggedModels],
    ["uploads", uploads],
    ["metric points", points ?? 0],
    ["artifact files", artifacts],
  ];
  const rows = things.filter(([, number]) => number > 0);
  const isNothing = rows.length === 0 && blobs.count === 0 && leftovers.count === 0;
  if (isNothing) {
    const since = olderThan === "0" ? "" : ` ${olderThan} ago or longer`;
    out.line(`Nothing to remove: nothing was deleted${since}, and nobody's bytes are in the store.`);
  } else {
    out.line(out.style("bold", report.isDryRun ? "Would be removed" : "Removed"));
    if (rows.length > 0) {
      out.table(
        ["what", "count"],
        rows.map(([what, number]) => [what, count(number)]),
      );
      out.line();
    }
    const sizes = [
      ...report.byKind.map(({ kind, ...amount }) => ({ what: kinds[kind], ...amount })),
      { what: "files that a crash has left", ...leftovers },
    ].filter((size) => size.count > 0);
    out.table(
      ["bytes of", "count", "size"],
      [
        ...sizes,
        { what: "all", count: blobs.count + leftovers.count, bytes: blobs.bytes + leftovers.bytes },
      ].map((size) => [size.what, count(size.count), bytes(size.bytes)]),
    );
    if (report.largest.length > 0) {
      out.line("\nThe largest:");
      out.table(
        ["size", "what", "SHA-256"],
        report.largest.map((one) => [bytes(one.bytes), one.path ?? kinds[one.kind], one.sha256.slice(0, 12)]),
      );
    }
    if (experiments.length > 0)
      out.line(`\n${report.isDryRun ? "Names to be free again" : "Free again"}: ${names(experiments)}`);
  }
  if (young.count > 0)
    out.line(
      `\n${count(young.count)} blobs (${bytes(young.bytes)}) that nobody refers to were put so lately that somebody may be about to; they go with a later \`prumo gc\`.`,
    );
  if (report.neededRuns > 0)
    out.line(
      `\n${count(report.neededRuns)} deleted runs stay: a registered version or a pipeline run needs them.`,
    );
  if (report.isDryRun && !isNothing) {
    const age = olderThan === "30d" ? "" : ` --older-than ${olderThan}`;
    out.line(`\nNothing was removed yet. To remove it for good: \`prumo gc${age} --apply\``);
  }
}

function names(experiments: readonly string[]): string {
  const shown = experiments.slice(0, 10).join(", ");
  return experiments.length > 10 ? `${shown} and ${count(experiments.length - 10)} more` : shown;
}
