import { PrumoError } from "../../../kernel/errors/prumo-error.ts";
import type { Registry } from "../surface.ts";
import type { WebhookLookup } from "./surface.ts";

/** What payloads tell, from the registry as it is now. */
export function lookupIn(registry: Pick<Registry, "model" | "version">): WebhookLookup {
  return {
    model: (name) => unlessGone(registry.model(name)),
    version: (model, version) => unlessGone(registry.version(model, version)),
  };
}

async function unlessGone<Found>(finding: Promise<Found>): Promise<Found | undefined> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof PrumoError && error.status < 500) return undefined;
    throw error;
  }
}
