import type { ModelsDeps } from "../surface.ts";
import { resolveRegistered } from "./resolve-registered.ts";
import {
  type AskedSource,
  badSource,
  isProxied,
  isWithin,
  readSource,
  type ResolvedSource,
  type SourceAddress,
} from "./source-address.ts";

const promptSources = new Set(["dummy-source", "prompt-template"]);

/**
 * Where the files of a version are, and what made it, by the rules of MLflow 3.17. Artifacts of ours lie below those of
 * the run or logged model that is named, so that nobody registers, and then reads, what is not theirs. Stores of
 * clients, such as `s3://bucket/model`, are kept as they are and never followed. Files of this machine are refused.
 */
export async function resolveSource(deps: ModelsDeps, asked: AskedSource): Promise<ResolvedSource> {
  const { source, isPrompt } = asked;
  const [runId, modelId] = [asked.runId || undefined, asked.modelId || undefined];
  if (isPrompt) {
    if (!promptSources.has(source)) throw badSource(source, "Prompts have no files of their own");
    return { source, artifactRoot: source, runId };
  }
  const address = readSource(source);
  if (address === undefined) {
    throw badSource(
      source,
      "If supplying a source as an http, https, ftp, object store or mlflow-artifacts URI, it needs an absolute path, without `.`, `..`, backslashes and control characters",
    );
  }
  const given = { source, runId, modelId };
  switch (address.scheme) {
    case undefined:
    case "file":
      throw badSource(source, "To use a local path is not possible: prumo reads no files of this machine");
    case "models":
      return address.parts.length === 1 && !source.includes("@")
        ? ofLoggedModel(deps, given, address)
        : resolveRegistered(deps, asked, address);
    case "runs":
      return ofRun(deps, given, address);
    default:
      return ofStore(deps, given, address);
  }
}

type Given = Omit<AskedSource, "isPrompt">;

/** `models:/m-…`: the files are where the logged model keeps them. */
async function ofLoggedModel(
  { experiments }: ModelsDeps,
  { source, runId, modelId }: Given,
  { authority, parts: [id = ""] }: SourceAddress,
): Promise<ResolvedSource> {
  if (authority !== "" || (modelId !== undefined && modelId !== id)) {
    throw badSource(source, "The model_id request parameter has to name the logged model");
  }
  const model = await experiments.loggedModel(id).catch((cause: unknown) => {
    throw badSource(source, `There is no logged model ${id.slice(0, 100)}`, cause);
  });
  return {
    source,
    artifactRoot: model.artifactRoot,
    runId: runId ?? model.sourceRunId ?? undefined,
    modelId: id,
  };
}

/**
 * `runs:/…` stays as it is: clients look below the run and, where nothing is there, among its logged models. A run
 * that is not here has nothing to protect: as with every release, its name is taken, beside any `run_id`.
 */
async function ofRun(
  { experiments }: ModelsDeps,
  { source, runId, modelId }: Given,
  { authority, parts: [id = ""] }: SourceAddress,
): Promise<ResolvedSource> {
  const isOther = runId !== undefined && runId !== id;
  if (authority !== "" || modelId !== undefined || (isOther && (await isHere(experiments.run(id))))) {
    throw badSource(source, "The run_id request parameter, and no other, has to name the run");
  }
  return { source, artifactRoot: source, runId: runId ?? id };
}

async function isHere(found: Promise<unknown>): Promise<boolean> {
  return found.then(
    () => true,
    () => false,
  );
}

async function ofStore(
  { experiments }: ModelsDeps,
  { source, runId, modelId }: Given,
  address: SourceAddress,
): Promise<ResolvedSource> {
  if (!isProxied(address)) {
    const model = modelId === undefined ? undefined : await experiments.loggedModel(modelId);
    return { source, artifactRoot: source, runId: runId ?? model?.sourceRunId ?? undefined, modelId };
  }
  if (!(await mayBelongToARun(experiments, address))) {
    return { source, artifactRoot: source, runId, modelId };
  }
  const [of, id] = modelId === undefined ? (["run_id", runId] as const) : (["model_id", modelId] as const);
  const problem = `The ${of} request parameter has to name what the artifacts belong to`;
  if (id === undefined) throw badSource(source, problem);
  const owner = await (of === "run_id" ? experiments.run(id) : experiments.loggedModel(id)).catch(
    (cause: unknown) => {
      throw badSource(source, problem, cause);
    },
  );
  if (!isWithin(address, readSource(owner.artifactRoot))) throw badSource(source, problem);
  const ranIn = "sourceRunId" in owner ? owner.sourceRunId : owner.id;
  return { source, artifactRoot: source, runId: runId ?? ranIn ?? undefined, modelId };
}

/** Runs keep their files below the number of their experiment, or wherever there are files already. */
async function mayBelongToARun(
  experiments: ModelsDeps["experiments"],
  { scheme, parts }: SourceAddress,
): Promise<boolean> {
  if (scheme !== "mlflow-artifacts" || /^\d+$/.test(parts[0] ?? "")) return true;
  return (await experiments.listArtifacts(parts.join("/"))).length > 0;
}
