import { defaultExperimentId } from "../../../lifecycle/experiments/index.ts";
import { list, message, oneOf, required, text } from "./fields.ts";
import { invalid } from "./mlflow-error.ts";
import { nothing, rpc } from "./rpc.ts";
import { loggedModelJson } from "./tracking-json.ts";

const id = { model_id: required(text) };
const pairs = list(message({ key: required(text), value: text }));
const statuses = oneOf([
  "LOGGED_MODEL_STATUS_UNSPECIFIED",
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
]);
const states = {
  LOGGED_MODEL_PENDING: "pending",
  LOGGED_MODEL_READY: "ready",
  LOGGED_MODEL_UPLOAD_FAILED: "failed",
} as const;

type Sent = readonly { readonly key: string; readonly value: string | undefined }[] | undefined;
const given = (sent: Sent) => (sent ?? []).map(({ key, value }) => ({ key, value: value ?? "" }));

/** `mlflow/logged-models…`; searching is in `search.ts`. */
export const loggedModelRpcs = [
  rpc(
    "POST",
    "logged-models",
    { experiment_id: text, name: text, model_type: text, source_run_id: text, params: pairs, tags: pairs },
    async (input, house) => ({
      model: loggedModelJson(
        await house.experiments.createLoggedModel({
          experimentId: input.experiment_id || defaultExperimentId,
          name: input.name,
          type: input.model_type,
          sourceRunId: input.source_run_id,
          params: given(input.params),
          tags: given(input.tags),
        }),
      ),
    }),
  ),
  rpc("GET", "logged-models/:model_id", id, async (input, house) => ({
    model: loggedModelJson(await house.experiments.loggedModel(input.model_id)),
  })),
  rpc("PATCH", "logged-models/:model_id", { ...id, status: required(statuses) }, async (input, house) => {
    if (input.status === "LOGGED_MODEL_STATUS_UNSPECIFIED") throw invalid("Invalid model status.");
    const model = await house.experiments.finalizeLoggedModel(input.model_id, states[input.status]);
    return { model: loggedModelJson(model) };
  }),
  rpc("DELETE", "logged-models/:model_id", id, async (input, house) => {
    await house.experiments.deleteLoggedModel(input.model_id);
    return nothing;
  }),
  rpc("PATCH", "logged-models/:model_id/tags", { ...id, tags: pairs }, async (input, house) => {
    await house.experiments.tagLoggedModel(input.model_id, given(input.tags));
    return nothing;
  }),
  rpc(
    "DELETE",
    "logged-models/:model_id/tags/:tag_key",
    { ...id, tag_key: required(text) },
    async (input, house) => {
      await house.experiments.untagLoggedModel(input.model_id, input.tag_key);
      return nothing;
    },
  ),
  rpc("POST", "logged-models/:model_id/params", { ...id, params: pairs }, async (input, house) => {
    await house.experiments.addLoggedModelParams(input.model_id, given(input.params));
    return nothing;
  }),
];
