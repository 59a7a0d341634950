import type { WebhookEvent } from "../../../contract/records/webhooks.ts";
import type { Told } from "./news.ts";

const model = {
  name: "example_model",
  tags: { example_key: "example_value" },
  description: "An example registered model",
};
const prompt = { ...model, name: "example_prompt", description: "An example prompt" };
const version = "1";
const tag = { key: "example_key" };
const value = "example_value";
const alias = "example_alias";

/** What MLflow sends when a webhook is tested (`example()` in mlflow/webhooks/types.py). */
const examples: { readonly [Event in WebhookEvent]: Told["data"] } = {
  "registered_model.created": model,
  "model_version.created": {
    ...model,
    version,
    source: "models:/123",
    run_id: "abcd1234abcd5678",
    description: "An example model version",
  },
  "model_version_tag.set": { name: model.name, version, ...tag, value },
  "model_version_tag.deleted": { name: model.name, version, ...tag },
  "model_version_alias.created": { name: model.name, alias, version },
  "model_version_alias.deleted": { name: model.name, alias },
  "prompt.created": prompt,
  "prompt_version.created": {
    ...prompt,
    version,
    template: "Hello {{name}}!",
    description: "An example prompt version",
  },
  "prompt_tag.set": { name: prompt.name, ...tag, value },
  "prompt_tag.deleted": { name: prompt.name, ...tag },
  "prompt_version_tag.set": { name: prompt.name, version, ...tag, value },
  "prompt_version_tag.deleted": { name: prompt.name, version, ...tag },
  "prompt_alias.created": { name: prompt.name, alias, version },
  "prompt_alias.deleted": { name: prompt.name, alias },
  "budget_policy.exceeded": {
    budget_policy_id: "bp-abc123",
    budget_unit: "USD",
    budget_amount: 100,
    current_spend: 105.5,
    duration_unit: "MONTHS",
    duration_value: 1,
    target_scope: "ENDPOINT",
    workspace: "default",
    target_value: "ep-abc123",
    window_start: 1_704_067_200_000,
  },
};

export function exampleOf(event: WebhookEvent): Told {
  return { event, data: examples[event] };
}
