import { fail } from "../../kernel/errors/prumo-error.ts";
import type { SourceExperiment } from "../../ports/tracking-source.ts";
import { forEach } from "./at-once.ts";
import type { Copying, Target } from "./import-deps.ts";
import { reasonOf } from "./tally.ts";

/** The experiments that are asked for, made here; those that cannot be are told of and left out. */
export async function copyExperiments(
  copying: Copying,
  names: readonly string[] | undefined,
): Promise<Target[]> {
  const { tally, from } = copying;
  const asked = await find(copying, names);
  tally.total("experiments", asked.length);
  const targets: Target[] = [];
  for (const found of asked) {
    copying.signal.throwIfAborted();
    try {
      targets.push(await make(copying, found));
    } catch (error) {
      tally.failed("experiments", { name: found.name, reason: reasonOf(error) });
    }
  }
  const counts: (number | undefined)[] = [];
  await forEach(targets, async ({ found }) => void counts.push(await from.countRuns(found.id)));
  const isKnown = counts.every((count) => count !== undefined);
  tally.total("runs", isKnown ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : null);
  return targets;
}

async function find(
  { from, tally }: Copying,
  names: readonly string[] | undefined,
): Promise<SourceExperiment[]> {
  const wanted = names === undefined ? undefined : new Set(names);
  const found = new Map<string, SourceExperiment>();
  for await (const { items, refused } of from.experiments()) {
    for (const item of items) if (wanted?.has(item.name) ?? true) found.set(item.id, item);
    for (const one of refused) if (wanted === undefined) tally.failed("experiments", one);
  }
  for (const { name } of found.values()) wanted?.delete(name);
  if (wanted !== undefined && wanted.size > 0) {
    throw fail("import/no-experiment", { from: from.url, names: [...wanted] });
  }
  return [...found.values()];
}

async function make(copying: Copying, found: SourceExperiment): Promise<Target> {
  const { from, experiments, tally } = copying;
  if (copying.isDryRun) {
    const known = await experiments.experimentNamed(found.name).catch(() => undefined);
    tally.add("experiments", known === undefined ? "copied" : "here");
    return { found, id: known?.id ?? "", ownersWithFiles: undefined };
  }
  const { id, isChanged, refused } = await experiments.importing.experiment(from.url, found);
  tally.add("experiments", isChanged ? "copied" : "here");
  for (const one of refused) tally.problem("experiments", one);
  const ownersWithFiles = copying.withFiles ? await from.ownersWithFiles(found) : undefined;
  return { found, id, ownersWithFiles };
}
