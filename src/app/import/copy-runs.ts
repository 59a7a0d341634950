import type { Refused, SourceRun } from "../../ports/tracking-source.ts";
import { forEach } from "./at-once.ts";
import { copyFiles, isToList, mayHaveFiles } from "./copy-files.ts";
import { copyPoints } from "./copy-points.ts";
import type { Copying, Target } from "./import-deps.ts";
import { reasonOf } from "./tally.ts";

/** Runs of one transaction, and of one question for a metric. */
const groupRuns = 100;

/** Copies the runs of an experiment page by page: first what they say, then their curves, then their files. */
export async function copyRuns(copying: Copying, target: Target, hasModels: boolean): Promise<void> {
  const { from, experiments, tally } = copying;
  for await (const { items, refused } of from.runs(target.found.id)) {
    for (const one of refused) {
      if (one.name.includes(": ")) tally.problem("runs", one);
      else tally.failed("runs", one);
    }
    // A run that begins while we read may be on two pages.
    const runs = [...new Map(items.map((run) => [run.id, run])).values()];
    const malformed = new Set(refused.map(({ name }) => ownerIn(name)));
    const known = await experiments.importing.known(
      "run",
      runs.map(({ id }) => id),
    );
    const changed = runs.filter((run) => {
      const before = known.get(run.id);
      return before?.hasData !== true || before.digest !== experiments.importing.digestOf(run);
    });
    tally.add("runs", "here", runs.length - changed.length);
    if (copying.isDryRun) {
      tally.add("runs", "copied", changed.length);
      continue;
    }
    for (let at = 0; at < changed.length; at += groupRuns) {
      await copyGroup(copying, target, { runs: changed.slice(at, at + groupRuns), hasModels, malformed });
    }
    if (copying.withFiles) await copyFilesOf(copying, target, runs);
  }
}

async function copyGroup(
  copying: Copying,
  target: Target,
  {
    runs,
    hasModels,
    malformed,
  }: {
    readonly runs: readonly SourceRun[];
    readonly hasModels: boolean;
    readonly malformed: ReadonlySet<string>;
  },
): Promise<void> {
  const { from, experiments, tally } = copying;
  const asked = { source: from.url, experimentId: target.id, items: runs };
  const { written, refused } = await experiments.importing.runs(asked);
  const ids = new Set(written);
  const problems: Refused[] = [...refused];
  const kept = runs.filter(({ id }) => ids.has(id));
  problems.push(...(await copyPoints(copying, kept)));
  if (hasModels) {
    await forEach(kept, async ({ id }) => {
      try {
        await experiments.importing.modelInputs(id, await from.modelInputs(id));
      } catch (error) {
        problems.push({ name: `${id}: models that it was given`, reason: reasonOf(error) });
      }
    });
  }
  for (const one of problems) tally.problem(one.name.includes(": metric ") ? "metrics" : "runs", one);
  // What is not whole is looked at again by the next import.
  const broken = new Set([...malformed, ...problems.map(({ name }) => ownerIn(name))]);
  const whole = written.filter((id) => !broken.has(id));
  await experiments.importing.finish("run", whole, "data");
  tally.add("runs", "copied", whole.length);
  tally.add("runs", "failed", runs.length - whole.length);
}

/** `<run>: metric loss` is of the run. */
function ownerIn(name: string): string {
  return name.split(": ")[0] ?? name;
}

async function copyFilesOf(copying: Copying, target: Target, runs: readonly SourceRun[]): Promise<void> {
  const { experiments } = copying;
  const known = await experiments.importing.known(
    "run",
    runs.map(({ id }) => id),
  );
  const waiting = runs.filter(({ id }) => isToList(copying, known.get(id)));
  const whole: string[] = [];
  await forEach(waiting, async ({ id, artifactRoot }) => {
    copying.signal.throwIfAborted();
    const owner = { kind: "run" as const, id, artifactRoot };
    if (!mayHaveFiles(target, owner)) return void whole.push(id);
    const { artifactRoot: root } = await experiments.run(id);
    const since = known.get(id)?.at ?? 0;
    if (await copyFiles(copying, owner, { root, since })) whole.push(id);
  });
  await experiments.importing.finish("run", whole, "files");
}
