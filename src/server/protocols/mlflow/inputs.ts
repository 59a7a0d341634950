import { int, list, message, required, text } from "./fields.ts";
import { nothing, rpc } from "./rpc.ts";

const runId = { run_id: required(text) };
const tag = message({ key: required(text), value: text });
const dataset = message({
  name: required(text),
  digest: required(text),
  source_type: text,
  source: text,
  schema: text,
  profile: text,
});

/** What runs were given and what came of them. */
export const inputRpcs = [
  rpc(
    "POST",
    "runs/log-inputs",
    {
      ...runId,
      datasets: list(message({ tags: list(tag), dataset: required(dataset) })),
      models: list(message({ model_id: required(text) })),
    },
    async (input, house) => {
      await house.experiments.logInputs(input.run_id, {
        datasets: (input.datasets ?? []).map(
          ({ tags, dataset: { name, digest, source_type, source, schema, profile } }) => ({
            name,
            digest,
            sourceType: source_type ?? "",
            source: source ?? "",
            schema,
            profile,
            tags: (tags ?? []).map(({ key, value }) => ({ key, value: value ?? "" })),
          }),
        ),
        models: (input.models ?? []).map(({ model_id }) => model_id),
      });
      return nothing;
    },
  ),
  rpc(
    "POST",
    "runs/outputs",
    { ...runId, models: required(list(message({ model_id: required(text), step: int }))) },
    async (input, house) => {
      await house.experiments.logOutputs(
        input.run_id,
        input.models.map(({ model_id, step }) => ({ modelId: model_id, step: step ?? 0 })),
      );
      return nothing;
    },
  ),
];
