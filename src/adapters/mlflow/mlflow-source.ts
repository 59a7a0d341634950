import { z } from "zod";
import { fail, PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { SourcePage, SourceRun, TrackingSource } from "../../ports/tracking-source.ts";
import { type Credentials, readAddress } from "./address.ts";
import { api, askJson, askPages, parseItems } from "./ask-json.ts";
import { countRuns } from "./count-runs.ts";
import { listFiles, listOwners, readFile } from "./files.ts";
import { Histories } from "./points.ts";
import { Requests } from "./requests.ts";
import * as shapes from "./shapes.ts";

export interface MlflowSourceOptions {
  readonly from: string;
  readonly credentials?: Credentials | undefined;
  /** Ends whatever is asked for. */
  readonly signal: AbortSignal;
}

const pageRuns = 250;

const post = (path: string, body: object) => ({ path: `${api}/${path}`, body });

/** A running `mlflow server`, 2.x or 3.x, by its REST API; it is only ever read from. */
export function openMlflowSource({ from, credentials, signal }: MlflowSourceOptions): TrackingSource {
  const address = readAddress(from, credentials);
  const requests = new Requests(address, signal);
  const histories = new Histories(requests);
  return {
    url: address.url,
    probe: () => probe(requests),
    experiments: () =>
      askPages(requests, {
        list: "experiments",
        item: shapes.experiment,
        size: 1_000,
        ask: (size, token) =>
          post("experiments/search", { max_results: size, page_token: token, view_type: "ALL" }),
      }),
    countRuns: (experimentId) => countRuns(requests, experimentId),
    async *runs(experimentId) {
      const pages = askPages(requests, {
        list: "runs",
        item: shapes.run,
        size: pageRuns,
        ask: (size, token) =>
          post("runs/search", {
            experiment_ids: [experimentId],
            max_results: size,
            page_token: token,
            run_view_type: "ALL",
            order_by: ["attributes.start_time ASC"],
          }),
      });
      for await (const page of pages) yield withPoints(page);
    },
    async modelInputs(runId) {
      const answer = z.object({ run: z.object({ inputs: shapes.modelInputs }) });
      const ask = { path: `${api}/runs/get`, query: { run_id: runId, run_uuid: runId } };
      return (await askJson(requests, ask, answer)).run.inputs ?? [];
    },
    points: (runIds, key) => histories.points(runIds, key),
    async *loggedModels(experimentIds) {
      for (let from = 0; from < experimentIds.length; from += 100) {
        const ids = experimentIds.slice(from, from + 100);
        yield* askPages(requests, {
          list: "models",
          item: shapes.loggedModel,
          size: 50,
          ask: (size, token) =>
            post("logged-models/search", { experiment_ids: ids, max_results: size, page_token: token }),
        });
      }
    },
    async *models() {
      for (const filter of [undefined, "tags.`mlflow.prompt.is_prompt` = 'true'"]) {
        const query = filter === undefined ? {} : { filter };
        yield* askPages(requests, {
          list: "registered_models",
          item: shapes.registeredModel,
          size: 100,
          ask: (size, token) => ({
            path: `${api}/registered-models/search`,
            query: {
              ...query,
              max_results: String(size),
              ...(token === undefined ? {} : { page_token: token }),
            },
          }),
        });
      }
    },
    versions: ({ name, isPrompt }) => {
      const quote = name.includes("'") ? '"' : "'";
      const filter = `name=${quote}${name}${quote}${isPrompt ? " and tags.`mlflow.prompt.is_prompt` = 'true'" : ""}`;
      return askPages(requests, {
        list: "model_versions",
        item: shapes.modelVersion,
        size: 200,
        ask: (size, token) => ({
          path: `${api}/model-versions/search`,
          query: { filter, max_results: String(size), ...(token === undefined ? {} : { page_token: token }) },
        }),
      });
    },
    ownersWithFiles: (experiment) => listOwners(requests, experiment),
    files: (owner) => listFiles(requests, owner),
    file: (owner, file) => readFile(requests, owner, file),
  };
}

/** The last points of each run by themselves: one that makes no sense is left out, and the run is not. */
function withPoints(page: SourcePage<z.output<typeof shapes.run>>): SourcePage<SourceRun> {
  const refused = [...page.refused];
  const items = page.items.map((run) => {
    const metrics = parseItems(run.metrics, shapes.point);
    refused.push(
      ...metrics.refused.map(({ name, reason }) => ({ name: `${run.id}: metric ${name}`, reason })),
    );
    return { ...run, metrics: metrics.items.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
  });
  return { items, refused };
}

async function probe(requests: Requests): Promise<string> {
  const from = requests.address.url;
  const version = await requests.text({ path: "/version" }).catch((error: unknown) => {
    if (error instanceof PrumoError && error.code !== "import/bad-answer") throw error;
    return { status: 0, text: "" };
  });
  const known = version.status === 200 ? /^\d+\.\d+[\w.+]{0,50}$/.exec(version.text.trim())?.[0] : undefined;
  try {
    const first = await askJson(
      requests,
      { path: `${api}/experiments/search`, body: { max_results: 1, view_type: "ALL" } },
      z.object({ experiments: z.array(z.unknown()).optional() }),
    );
    if (known === undefined && first.experiments === undefined) {
      throw fail("import/not-mlflow", { from, problem: "it names no version and has no experiments" });
    }
  } catch (error) {
    if (!(error instanceof PrumoError) || error.code !== "import/bad-answer") throw error;
    throw fail("import/not-mlflow", { from, problem: error.message.replace(/\.$/, "") }, error);
  }
  return known ?? "unknown";
}
