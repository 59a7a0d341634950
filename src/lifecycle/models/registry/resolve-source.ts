import { fail } from "../../../kernel/errors/prumo-error.ts";
import type { ModelsDeps } from "../surface.ts";
import type { ModelsTables } from "../tables.ts";
import { checkModelName, versionOf } from "./names.ts";
import { modelRow, versionRow } from "./registry-store.ts";

interface Asked {
  readonly source: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
  /** Prompts are versions without files; their clients name a placeholder. */
  readonly isPrompt: boolean;
}
interface Resolved {
  readonly artifactRoot: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
}

/** Stores of clients: the address is kept and never followed. */
const elsewhere = /^(s3|gs|wasbs?|abfss?|hdfs|viewfs|dbfs|https?|ftp|sftp):\/\//i;

const promptSources = new Set(["dummy-source", "prompt-template"]);

/**
 * Where the files of a version are, and what made it. Our own artifacts must lie below those of the run or logged
 * model that is named, so that nobody registers, and then reads, what is not theirs; files of this machine and paths that
 * climb are refused (CVE-2025-11201, CVE-2026-2614).
 */
export async function resolveSource(
  deps: ModelsDeps,
  { source, runId, modelId, isPrompt }: Asked,
): Promise<Resolved> {
  const refuse = (problem: string) => fail("models/bad-source", { source: source.slice(0, 300), problem });
  if (isPrompt && promptSources.has(source)) return { artifactRoot: source, runId: runId || undefined };
  if (climbs(source)) throw refuse("An absolute path must be provided without relative path references");
  const logged = /^models:\/(m-[0-9a-z]+)$/i.exec(source);
  const wantedModel = logged?.[1] ?? (modelId || undefined);
  if (wantedModel !== undefined) {
    const model = await deps.experiments.loggedModel(wantedModel).catch((cause: unknown) => {
      throw fail("models/bad-source", { source, problem: `There is no logged model ${wantedModel}` }, cause);
    });
    const isBelow = logged !== null || isWithin(source, model.artifactRoot);
    if (!isBelow && source.startsWith("mlflow-artifacts:"))
      throw refuse("It is not below the artifacts of the logged model");
    if (!isBelow && !elsewhere.test(source))
      throw refuse("It is not below the artifacts of the logged model");
    return {
      artifactRoot: logged === null ? source : model.artifactRoot,
      runId: runId || model.sourceRunId || undefined,
      modelId: wantedModel,
    };
  }
  const registered = /^models:\/([^/@]+)\/(\d+)$/.exec(source);
  if (registered !== null) {
    const [, name = "", version = ""] = registered;
    checkModelName(name);
    const db = deps.meta.read<ModelsTables>();
    await modelRow(db, name);
    const row = await versionRow(db, name, versionOf(version));
    return { artifactRoot: row.artifact_root, runId: runId || row.run_id || undefined };
  }
  const ofRun = /^runs:\/([^/]+)(\/.*)?$/.exec(source);
  if (ofRun !== null || source.startsWith("mlflow-artifacts:")) {
    const named = ofRun?.[1] ?? runId;
    if (!named || (runId && named !== runId))
      throw refuse("The run_id request parameter has to name the run that made it");
    const run = await deps.experiments.run(named).catch((cause: unknown) => {
      throw fail("models/bad-source", { source, problem: `There is no run ${named.slice(0, 100)}` }, cause);
    });
    const artifactRoot = ofRun === null ? source : `${run.artifactRoot}${ofRun[2] ?? ""}`;
    if (!isWithin(artifactRoot, run.artifactRoot)) throw refuse("It is not below the artifacts of the run");
    return { artifactRoot, runId: named };
  }
  if (!elsewhere.test(source)) {
    throw refuse(
      "To use a local path as a model version source is not possible: prumo reads no files of this machine",
    );
  }
  return { artifactRoot: source, runId: runId || undefined };
}

function isWithin(source: string, root: string): boolean {
  return source === root || source.startsWith(`${root.replace(/\/+$/, "")}/`);
}

/** Whether a part is `..` or a control character stands in it, however often it is percent-encoded. */
function climbs(source: string): boolean {
  let text = source;
  for (let depth = 0; depth < 8; depth++) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u001f\\]/.test(text) || text.split(/[/?#;]/).includes("..")) return true;
    const decoded = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
      try {
        return decodeURIComponent(encoded);
      } catch {
        return encoded;
      }
    });
    if (decoded === text) return false;
    text = decoded;
  }
  return true;
}
