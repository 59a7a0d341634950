import { defaultExperimentId } from "../../../lifecycle/experiments/index.ts";
import type { RunState } from "../../../contract/records/experiments.ts";
import { double, int, list, message, oneOf, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { nothing, rpc } from "./rpc.ts";
import { some, runInfoJson, runJson } from "./tracking-json.ts";

const runId = { run_id: required(text, "run_uuid") };
const pair = message({ key: required(text), value: text });
const statuses = oneOf(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"], 1);
const metric = {
  key: required(text),
  value: required(double),
  timestamp: required(int),
  step: int,
  model_id: text,
  dataset_name: text,
  dataset_digest: text,
};

type Sent = { readonly key: string; readonly value: string | undefined };
const pairOf = ({ key, value }: Sent) => ({ key, value: value ?? "" });

function pointOf(sent: {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number | undefined;
  readonly model_id: string | undefined;
  readonly dataset_name: string | undefined;
  readonly dataset_digest: string | undefined;
}) {
  return {
    key: sent.key,
    value: sent.value,
    at: sent.timestamp,
    step: sent.step ?? 0,
    modelId: sent.model_id,
    datasetName: sent.dataset_name,
    datasetDigest: sent.dataset_digest,
  };
}

/** `mlflow/runs/…`; searching is in `search.ts`, inputs and outputs in `inputs.ts`. */
export const runRpcs = [
  rpc(
    "POST",
    "runs/create",
    { experiment_id: text, user_id: text, run_name: text, start_time: int, tags: list(pair) },
    async (input, house) => {
      const run = await house.experiments.createRun({
        experimentId: input.experiment_id || defaultExperimentId,
        name: input.run_name,
        user: input.user_id,
        startedAt: input.start_time ?? 0,
        tags: (input.tags ?? []).map(pairOf),
      });
      return { run: runJson(run) };
    },
  ),
  rpc(
    "POST",
    "runs/update",
    { ...runId, status: statuses, end_time: int, run_name: text },
    async (input, house) => {
      const run = await house.experiments.updateRun(input.run_id, {
        state: input.status?.toLowerCase() as RunState | undefined,
        finishedAt: input.end_time,
        name: input.run_name,
      });
      return { run_info: runInfoJson(run) };
    },
  ),
  rpc("POST", "runs/delete", runId, async (input, house) => {
    await house.experiments.deleteRun(input.run_id);
    return nothing;
  }),
  rpc("POST", "runs/restore", runId, async (input, house) => {
    await house.experiments.restoreRun(input.run_id);
    return nothing;
  }),
  rpc("GET", "runs/get", runId, async (input, house) => ({
    run: runJson(await house.experiments.run(input.run_id)),
  })),
  rpc("POST", "runs/log-metric", { ...runId, ...metric }, async (input, house) => {
    await house.experiments.logBatch(input.run_id, { metrics: [pointOf(input)] });
    return nothing;
  }),
  rpc("POST", "runs/log-parameter", { ...runId, key: required(text), value: text }, async (input, house) => {
    await house.experiments.logBatch(input.run_id, { params: [pairOf(input)] });
    return nothing;
  }),
  rpc("POST", "runs/set-tag", { ...runId, key: required(text), value: text }, async (input, house) => {
    await house.experiments.logBatch(input.run_id, { tags: [pairOf(input)] });
    return nothing;
  }),
  rpc("POST", "runs/delete-tag", { ...runId, key: required(text) }, async (input, house) => {
    await house.experiments.deleteRunTag(input.run_id, input.key);
    return nothing;
  }),
  rpc(
    "POST",
    "runs/log-batch",
    { ...runId, metrics: list(message(metric)), params: list(pair), tags: list(pair) },
    async (input, house) => {
      await house.experiments.logBatch(input.run_id, {
        metrics: (input.metrics ?? []).map(pointOf),
        params: (input.params ?? []).map(pairOf),
        tags: (input.tags ?? []).map(pairOf),
      });
      return nothing;
    },
  ),
  rpc("POST", "runs/log-model", { ...runId, model_json: required(text) }, async (input, house) => {
    await house.experiments.logBatch(input.run_id, { tags: [await loggedModelsTag(input, house)] });
    return nothing;
  }),
];

const loggedModelsKey = "mlflow.log-model.history";

/** Clients of MLflow 2 tell of a model by a tag that lists them all. */
async function loggedModelsTag(
  input: { readonly run_id: string; readonly model_json: string },
  house: { readonly experiments: { run(id: string): Promise<{ tags: Readonly<Record<string, string>> }> } },
) {
  const model = asObject(input.model_json);
  if (model === undefined) {
    throw invalid(`Malformed model info. \n ${input.model_json.slice(0, 1_000)} \n is not a valid JSON.`);
  }
  const missing = ["artifact_path", "flavors", "utc_time_created", "run_id"].filter(
    (name) => !Object.hasOwn(model, name),
  );
  const quoted = missing.map((name) => `'${name}'`).join(", ");
  if (missing.length > 0) throw invalid(`Model json is missing mandatory fields: {${quoted}}`);
  const { tags } = await house.experiments.run(input.run_id);
  const before = Object.hasOwn(tags, loggedModelsKey)
    ? (JSON.parse(tags[loggedModelsKey] ?? "[]") as unknown[])
    : [];
  return { key: loggedModelsKey, value: JSON.stringify([...(some(before) ?? []), model]) };
}

function asObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
