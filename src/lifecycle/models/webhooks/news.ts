import type { WebhookEvent } from "../../../contract/records/webhooks.ts";
import type { Json } from "../../../kernel/json.ts";

/** What a webhook is told: `data` as MLflow has it for this event (mlflow/webhooks/types.py). */
export interface Told {
  readonly event: WebhookEvent;
  readonly data: { readonly [name: string]: Json };
}

/**
 * A change of the registry as MLflow tells of it: prompts, which are kept as models, have events of their own.
 * Undefined where it tells nothing.
 */
export type News = (isPrompt: boolean) => Told | undefined;

type Tags = Readonly<Record<string, string>>;
interface OfVersion {
  readonly model: string;
  readonly version: number;
}

/** Tags by which prompts are kept as models; they are no tags of the prompt. */
const inner = {
  isPrompt: "mlflow.prompt.is_prompt",
  type: "_mlflow_prompt_type",
  text: "mlflow.prompt.text",
};

export function modelCreated(of: {
  readonly model: string;
  readonly tags: Tags;
  readonly description: string | null;
}): News {
  // MLflow tells of no description as an empty one here, and as null of a version.
  const { model: name, tags, description } = { ...of, description: of.description ?? "" };
  return (isPrompt) =>
    isPrompt
      ? {
          event: "prompt.created",
          data: { name, tags: without(tags, inner.isPrompt, inner.type), description },
        }
      : { event: "registered_model.created", data: { name, tags, description } };
}

export function versionCreated(
  of: OfVersion & {
    readonly source: string;
    readonly runId: string | null;
    readonly tags: Tags;
    readonly description: string | null;
  },
): News {
  const { name, version } = named(of);
  const { source, runId, tags, description } = of;
  return (isPrompt) =>
    isPrompt
      ? {
          event: "prompt_version.created",
          data: {
            name,
            version,
            template: tags[inner.text] ?? null,
            tags: without(tags, inner.isPrompt, inner.type, inner.text),
            description,
          },
        }
      : { event: "model_version.created", data: { name, version, source, run_id: runId, tags, description } };
}

/** MLflow tells of the tags of models only where these are prompts. */
export function modelTagSet(name: string, key: string, value: string): News {
  return (isPrompt) => (isPrompt ? { event: "prompt_tag.set", data: { name, key, value } } : undefined);
}

export function modelTagDeleted(name: string, key: string): News {
  return (isPrompt) => (isPrompt ? { event: "prompt_tag.deleted", data: { name, key } } : undefined);
}

export function versionTagSet(of: OfVersion, key: string, value: string): News {
  return (isPrompt) => ({
    event: isPrompt ? "prompt_version_tag.set" : "model_version_tag.set",
    data: { ...named(of), key, value },
  });
}

export function versionTagDeleted(of: OfVersion, key: string): News {
  return (isPrompt) => ({
    event: isPrompt ? "prompt_version_tag.deleted" : "model_version_tag.deleted",
    data: { ...named(of), key },
  });
}

export function aliasSet(of: OfVersion, alias: string): News {
  const { name, version } = named(of);
  return (isPrompt) => ({
    event: isPrompt ? "prompt_alias.created" : "model_version_alias.created",
    data: { name, alias, version },
  });
}

export function aliasDeleted(name: string, alias: string): News {
  return (isPrompt) => ({
    event: isPrompt ? "prompt_alias.deleted" : "model_version_alias.deleted",
    data: { name, alias },
  });
}

function named({ model, version }: OfVersion) {
  return { name: model, version: String(version) };
}

function without(tags: Tags, ...keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
