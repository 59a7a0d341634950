import type { SourceVersion } from "../../ports/tracking-source.ts";
import type { Copying } from "./import-deps.ts";

/** A version, where its files are here, and whether what made it was imported. */
export interface PlacedVersion {
  readonly found: SourceVersion;
  readonly source: string;
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
  readonly isHere: boolean;
}

/**
 * Sources such as `mlflow-artifacts:/7/<run>/artifacts/model` or `file:///srv/mlruns/7/…` lie below the root of a run or
 * logged model there; they are said anew below its root here. `runs:/…` and `models:/m-…` stay true as they are.
 */
export async function placeVersion(
  { experiments }: Pick<Copying, "experiments">,
  found: SourceVersion,
): Promise<PlacedVersion> {
  const modelId =
    found.modelId ?? /(?:\/models\/|^models:\/)(m-[0-9a-f]{32})(?:\/|$)/.exec(found.source)?.[1];
  const runId = found.runId ?? /^runs:\/([0-9a-f]{32})\//.exec(found.source)?.[1];
  const model = modelId && (await experiments.importing.known("logged-model", [modelId])).get(modelId);
  const run = runId && (await experiments.importing.known("run", [runId])).get(runId);
  const placed = {
    found,
    source: found.source,
    runId: run ? runId : undefined,
    isHere: Boolean(model || run),
  };
  if (model && modelId) {
    const here = await experiments.loggedModel(modelId).catch(() => undefined);
    const source = here && moved(found.source, model.sourceRoot, here.artifactRoot);
    if (source !== undefined) return { ...placed, source, modelId };
    if (found.source.startsWith("models:/")) return { ...placed, modelId };
  }
  if (run && runId) {
    const { artifactRoot } = await experiments.run(runId);
    const source = moved(found.source, run.sourceRoot, artifactRoot);
    if (source !== undefined) return { ...placed, source, modelId: undefined };
  }
  return { ...placed, modelId: undefined };
}

/** A place below one root as the same place below another; undefined when it is not below it. */
function moved(source: string, from: string, to: string): string | undefined {
  const root = from.replace(/\/+$/, "");
  if (root === "") return undefined;
  if (source.replace(/\/+$/, "") === root) return to;
  return source.startsWith(`${root}/`) ? `${to}${source.slice(root.length)}` : undefined;
}
