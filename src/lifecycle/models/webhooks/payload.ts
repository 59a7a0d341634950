import type { WebhookEvent } from "../../../contract/records/webhooks.ts";
import type { Json } from "../../../kernel/json.ts";
import type { ToldEvent, ToldModel, WebhookLookup } from "./surface.ts";

/** What a webhook is told: `data` as MLflow has it for this event (mlflow/webhooks/types.py). */
export interface Told {
  readonly event: WebhookEvent;
  readonly data: { readonly [name: string]: Json };
}

export const toldTypes = [
  "model.registered",
  "model.version-registered",
  "model.version-tag-changed",
  "model.alias-changed",
] as const satisfies readonly ToldEvent["type"][];

/** The event of MLflow's that one of ours is. */
export function webhookEventFor(event: ToldEvent): WebhookEvent {
  switch (event.type) {
    case "model.registered":
      return "registered_model.created";
    case "model.version-registered":
      return "model_version.created";
    case "model.version-tag-changed":
      return event.data.value === null ? "model_version_tag.deleted" : "model_version_tag.set";
    case "model.alias-changed":
      return event.data.version === null ? "model_version_alias.deleted" : "model_version_alias.created";
  }
}

/**
 * One of our events as MLflow tells it; undefined for prompts, which MLflow keeps as models and tells of by
 * events of their own. Models and versions are told as they are now: what is gone by now has no tags.
 */
export async function toldOf(event: ToldEvent, lookup: WebhookLookup): Promise<Told | undefined> {
  const model = await lookup.model(event.data.model);
  if (model !== undefined && isPrompt(model)) return undefined;
  return { event: webhookEventFor(event), data: await dataOf(event, model, lookup) };
}

async function dataOf(
  event: ToldEvent,
  model: ToldModel | undefined,
  lookup: WebhookLookup,
): Promise<Told["data"]> {
  const name = event.data.model;
  switch (event.type) {
    case "model.registered":
      // MLflow tells of no description as an empty one here, and as null of a version.
      return { name, tags: model?.tags ?? {}, description: model?.description ?? "" };
    case "model.version-registered": {
      const version = await lookup.version(name, event.data.version);
      return {
        name,
        version: String(event.data.version),
        source: version?.source ?? "",
        run_id: version?.runId ?? null,
        tags: version?.tags ?? {},
        description: version?.description ?? null,
      };
    }
    case "model.version-tag-changed": {
      const { key, value } = event.data;
      const tag = { name, version: String(event.data.version), key };
      return value === null ? tag : { ...tag, value };
    }
    case "model.alias-changed": {
      const { alias, version } = event.data;
      return version === null ? { name, alias } : { name, alias, version: String(version) };
    }
  }
}

function isPrompt({ tags }: ToldModel): boolean {
  return tags["mlflow.prompt.is_prompt"]?.toLowerCase() === "true";
}

/** Larger ones are told without tags and description: a target that answers 413 would learn nothing at all. */
const mostBytes = 1024 * 1024;

/** The body that is sent. `at` is when it happened, in the form that Python's `datetime.isoformat` gives. */
export function bodyOf({ event, data }: Told, at: number): string {
  const [entity, action] = event.split(".");
  const timestamp = new Date(at).toISOString().replace("Z", "+00:00");
  const body = JSON.stringify({ entity, action, timestamp, data });
  if (Buffer.byteLength(body) <= mostBytes) return body;
  const small = {
    ...data,
    ...("tags" in data ? { tags: {} } : {}),
    ...("description" in data ? { description: null } : {}),
  };
  return JSON.stringify({ entity, action, timestamp, data: small });
}
