import type { App } from "../../app/app.ts";
import type { runPageRoutes } from "../../contract/http/run-page.ts";
import type { LoggedModel, Run } from "../../contract/records/experiments.ts";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import { readTableHead } from "../../lifecycle/experiments/index.ts";
import { artifactAt, artifactPlace } from "../artifacts/artifact-root.ts";
import type { Handlers } from "../handlers.ts";

/** Most of each kind that one answer holds. */
const most = { models: 100, versions: 100, children: 100 };

const parentTag = "mlflow.parentRunId";

export function runPageHandlers(
  app: Pick<App, "experiments" | "models" | "tables" | "blobs">,
): Handlers<typeof runPageRoutes> {
  const { experiments, models } = app;
  return {
    async curves({ params, query: { keys, axis, from, to, points } }) {
      return { curves: await experiments.curves(params.id, keys, { axis, from, to, most: points }) };
    },
    async artifacts({ params, query: { path, model, limit, cursor } }) {
      const folder = await artifactPlace(experiments, { runId: params.id, modelId: model }, path);
      const found = await experiments.listArtifacts(folder, { after: cursor, limit: limit + 1 });
      const entries = found.slice(0, limit);
      const last = entries.at(-1);
      const hasMore = found.length > limit && last !== undefined;
      return { entries, next: hasMore ? `${last.path}${last.isFolder ? "/" : ""}` : null };
    },
    async artifactHead({ params, query: { path, model } }) {
      return readTableHead(app, await artifactAt(experiments, { runId: params.id, modelId: model }, path));
    },
    async loggedModels({ params }) {
      const run = await experiments.run(params.id);
      const registered = await models.registry.searchVersions({
        filter: `run_id = '${run.id}'`,
        limit: most.versions,
      });
      return {
        given: await known(run.modelInputs),
        made: await known(run.modelOutputs.map(({ modelId }) => modelId)),
        registered: registered.items,
      };
    },
    async related({ params }) {
      const run = await experiments.run(params.id);
      const children = await experiments.searchRuns({
        experimentIds: [run.experimentId],
        filter: `tags.\`${parentTag}\` = '${run.id}'`,
        view: "active",
        limit: most.children,
      });
      return {
        parent: await parentOf(run),
        children: children.items.map(brief),
        hasMore: children.next !== null,
      };
    },
  };

  /** Those that are still there. */
  async function known(ids: readonly string[]): Promise<LoggedModel[]> {
    const found: LoggedModel[] = [];
    for (const id of ids.slice(0, most.models)) {
      const model = await present(() => experiments.loggedModel(id));
      if (model !== undefined) found.push(model);
    }
    return found;
  }

  async function parentOf({ tags }: Run) {
    const id = Object.hasOwn(tags, parentTag) ? tags[parentTag] : undefined;
    if (id === undefined) return null;
    const run = await present(() => experiments.run(id));
    return run === undefined ? null : brief(run);
  }
}

function brief({ id, name, state, startedAt, finishedAt }: Run) {
  return { id, name, state, startedAt, finishedAt };
}

/** Undefined for what is not there. */
async function present<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PrumoError && error.status === 404) return undefined;
    throw error;
  }
}
