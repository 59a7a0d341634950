import type { EventData, StoredEvent } from "../contract/events.ts";
import type { Variant } from "../contract/records/deployments.ts";
import { fail, PrumoError } from "../kernel/errors/prumo-error.ts";
import type { Deployments } from "../lifecycle/deployments/index.ts";
import type { Models } from "../lifecycle/models/index.ts";

const alias = "live";

/**
 * The models as the outside has them: the alias `live` names the version that serves. Where a deployment serves the
 * model, who sets the alias by hand asks for a rollout, which sets it at its end; the alias stays until then, and for
 * good when the rollout is called back. A version that cannot be served has no rollout: the alias is a name as any other.
 */
export function liveByRollout(models: Models, deployments: Deployments): Models {
  return {
    ...models,
    promote: async (asked) => {
      const { model, version, by, reason } = asked;
      const isRollingOut =
        asked.alias === alias && (await rollOut(models, deployments, { model, version, by, reason }));
      return isRollingOut ? models.version(model, version) : models.promote(asked);
    },
    registry: {
      ...models.registry,
      setAlias: async (asked, mover) => {
        const version = String(asked.version);
        const isRollingOut =
          asked.alias === alias && (await rollOut(models, deployments, { ...asked, version, ...mover }));
        if (!isRollingOut) await models.registry.setAlias(asked, mover);
      },
      deleteVersion: async (model, version, by) => {
        refuseServed(deployments, model, version);
        await models.registry.deleteVersion(model, version, by);
      },
      deleteModel: async (model, by) => {
        refuseServed(deployments, model);
        await models.registry.deleteModel(model, by);
      },
    },
  };
}

/**
 * The alias moved at the end of a rollout, or while no deployment served the model: other deployments of the model
 * follow. Those that serve the version already are left alone, whatever they are rolling out by now; so is everything
 * when the alias has moved on since.
 */
export async function followLive(
  models: Models,
  deployments: Deployments,
  event: StoredEvent<"model.promoted">,
): Promise<void> {
  const { model, version, ...moved }: EventData["model.promoted"] = event.data;
  if (moved.alias !== alias || serving(deployments, model).length === 0) return;
  const id = await packageOf(models, model, String(version));
  if (id === undefined || (await models.model(model)).aliases[alias] !== version) return;
  for (const { deployment, live } of serving(deployments, model)) {
    if (live.modelVersionId === id) continue;
    const reason = `${model} v${version} was promoted to ${alias}`;
    await deployments.release(deployment, id, { by: "promotion", reason, key: `promotion-${event.seq}` });
  }
}

/** Whether the version is on its way: false when nobody serves the model, nobody can serve the version, or all do. */
async function rollOut(
  models: Models,
  deployments: Deployments,
  asked: { readonly model: string; readonly version: string; readonly by: string; readonly reason: string },
): Promise<boolean> {
  const { model, by, reason } = asked;
  const all = serving(deployments, model);
  const id = all.length === 0 ? undefined : await packageOf(models, model, asked.version);
  if (id === undefined) return false;
  for (const { deployment } of all) {
    const rollout = await deployments.release(deployment, id, { by, reason });
    if (rollout?.state !== "rolled-back") continue;
    const why = rollout.history.at(-1)?.reason ?? "";
    throw fail("deployments/not-rolled-out", { deployment, model, version: asked.version, reason: why });
  }
  return serving(deployments, model).some(({ live }) => live.modelVersionId !== id);
}

/** What answers requests, or is being tried, is not deleted: it could not be opened again. */
function refuseServed(deployments: Deployments, model: string, version?: number): void {
  const served = deployments
    .list()
    .flatMap(({ variants }) => variants)
    .find((variant) => variant.model === model && (version === undefined || variant.version === version));
  if (served !== undefined) throw fail("models/serving", { model, version: served.version });
}

/** The deployments in which a version of the model is live, with that version. */
function serving(
  deployments: Deployments,
  model: string,
): { readonly deployment: string; readonly live: Variant }[] {
  return deployments.list().flatMap(({ name, variants }) => {
    const live = variants.find((variant) => variant.role === "live" && variant.model === model);
    return live === undefined ? [] : [{ deployment: name, live }];
  });
}

/**
 * The id of a version that can be served; undefined for one that a client registered without a package, or that is not
 * there: the news of it must not stand in the way of later news.
 */
async function packageOf(models: Models, model: string, version: string): Promise<string | undefined> {
  try {
    return (await models.version(model, version)).id;
  } catch (error) {
    if (error instanceof PrumoError && error.status < 500) return undefined;
    throw error;
  }
}
