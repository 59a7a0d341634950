import type { SourceLoggedModel } from "../../ports/tracking-source.ts";
import { forEach } from "./at-once.ts";
import { copyFiles, isToList, mayHaveFiles } from "./copy-files.ts";
import type { Copying, Target } from "./import-deps.ts";
import { reasonOf } from "./tally.ts";

/** Copies the logged models of these experiments, as MLflow 3 has them; answers whether there are any. */
export async function copyLoggedModels(
  copying: Copying,
  targets: readonly Target[],
  version: string,
): Promise<boolean> {
  const { from, tally } = copying;
  if (/^[12]\./.test(version)) return false;
  const byId = new Map(targets.map((target) => [target.found.id, target]));
  let hasAny = false;
  try {
    for await (const { items, refused } of from.loggedModels([...byId.keys()])) {
      for (const one of refused) tally.failed("logged models", one);
      hasAny ||= items.length > 0;
      for (const [id, models] of Map.groupBy(items, (model) => model.experimentId)) {
        const target = byId.get(id);
        if (target !== undefined) await copyOf(copying, target, models);
      }
    }
  } catch (error) {
    tally.failed("logged models", { name: "all of them", reason: reasonOf(error) });
  }
  return hasAny;
}

async function copyOf(copying: Copying, target: Target, models: readonly SourceLoggedModel[]): Promise<void> {
  const { from, experiments, tally } = copying;
  const ids = models.map(({ id }) => id);
  const known = await experiments.importing.known("logged-model", ids);
  const changed = models.filter((model) => {
    const before = known.get(model.id);
    return before?.hasData !== true || before.digest !== experiments.importing.digestOf(model);
  });
  tally.add("logged models", "here", models.length - changed.length);
  if (copying.isDryRun) return tally.add("logged models", "copied", changed.length);
  const asked = { source: from.url, experimentId: target.id, items: changed };
  const { written, refused } = await experiments.importing.loggedModels(asked);
  for (const one of refused) tally.problem("logged models", one);
  const broken = new Set(refused.map(({ name }) => name.split(": ")[0]));
  const whole = written.filter((id) => !broken.has(id));
  await experiments.importing.finish("logged-model", whole, "data");
  tally.add("logged models", "copied", whole.length);
  tally.add("logged models", "failed", changed.length - whole.length);
  if (copying.withFiles) await copyFilesOf(copying, target, models);
}

async function copyFilesOf(
  copying: Copying,
  target: Target,
  models: readonly SourceLoggedModel[],
): Promise<void> {
  const { experiments } = copying;
  const ids = models.map(({ id }) => id);
  const known = await experiments.importing.known("logged-model", ids);
  const waiting = models.filter(({ id }) => isToList(copying, known.get(id)));
  const whole: string[] = [];
  await forEach(waiting, async ({ id, artifactRoot }) => {
    const owner = { kind: "logged-model" as const, id, artifactRoot };
    const here = await experiments.loggedModel(id).catch(() => undefined);
    if (here === undefined) return; // deleted here since
    const place = { root: here.artifactRoot, since: known.get(id)?.at ?? 0 };
    if (!mayHaveFiles(target, owner) || (await copyFiles(copying, owner, place))) whole.push(id);
  });
  await experiments.importing.finish("logged-model", whole, "files");
}
