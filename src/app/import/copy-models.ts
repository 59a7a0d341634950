import type { SourceModel, SourceVersion } from "../../ports/tracking-source.ts";
import type { Copying } from "./import-deps.ts";
import { placeVersion } from "./place-version.ts";
import { reasonOf } from "./tally.ts";

export interface CopyModels {
  /** Who is remembered in the history of promotions. */
  readonly by: string;
  /** Only versions of runs and logged models that were imported. */
  readonly isLimited: boolean;
}

/** Copies the registry: models, their versions by number, stages, aliases, tags. */
export async function copyModels(copying: Copying, options: CopyModels): Promise<void> {
  const { from, tally } = copying;
  const seen = new Set<string>();
  for await (const { items, refused } of from.models()) {
    for (const one of refused) tally.failed("models", one);
    for (const found of items) {
      if (seen.has(found.name)) continue;
      seen.add(found.name);
      copying.signal.throwIfAborted();
      try {
        await copyModel(copying, found, options);
      } catch (error) {
        tally.failed("models", { name: found.name, reason: reasonOf(error) });
      }
    }
  }
}

async function copyModel(copying: Copying, found: SourceModel, options: CopyModels): Promise<void> {
  const { from, models, tally } = copying;
  const mover = { by: options.by, reason: `imported from ${from.url}` };
  const begin = async () => {
    const { isChanged } = await models.importing.model(from.url, found);
    tally.add("models", isChanged ? "copied" : "here");
    return { isChanged };
  };
  if (copying.isDryRun) return count(copying, found);
  let begun = options.isLimited ? undefined : await begin();
  for await (const { items, refused } of from.versions(found)) {
    for (const { name, reason } of refused) {
      tally.failed("model versions", { name: `${found.name}: ${name}`, reason });
    }
    const placed = [];
    for (const version of items) placed.push(await placeVersion(copying, version));
    const inScope = placed.filter(({ isHere }) => isHere || !options.isLimited);
    if (inScope.length === 0) continue;
    begun ??= await begin();
    const ready = inScope.filter(({ found: { version, isReady } }) => {
      const name = `${found.name} v${version}`;
      if (!isReady) tally.failed("model versions", { name, reason: "it never became ready there" });
      return isReady;
    });
    const asked = { source: from.url, model: found.name, isPrompt: found.isPrompt, versions: ready, mover };
    const done = await models.importing.versions(asked);
    tally.add("model versions", "copied", done.written);
    tally.add("model versions", "here", done.here);
    for (const one of done.refused) tally.failed("model versions", one);
  }
  if (begun?.isChanged !== true) return;
  const { refused } = await models.importing.aliases(from.url, found, mover);
  for (const name of refused) {
    tally.problem("models", { name: `${found.name}: ${name}`, reason: "that version is not here" });
  }
}

async function count({ from, tally }: Copying, found: SourceModel): Promise<void> {
  tally.add("models", "copied");
  for await (const { items } of from.versions(found)) {
    tally.add("model versions", "copied", (items satisfies readonly SourceVersion[]).length);
  }
}
