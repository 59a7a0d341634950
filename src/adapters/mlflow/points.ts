import { z } from "zod";
import { PrumoError } from "../../kernel/errors/prumo-error.ts";
import type { Refused, SourcePoint } from "../../ports/tracking-source.ts";
import { api, askJson, askPages, parseItems } from "./ask-json.ts";
import type { Requests } from "./requests.ts";
import { point, runId } from "./shapes.ts";

/** What one answer holds at most, of one run and of many. */
const pagePoints = 25_000;
export const bulkRuns = 100;

export interface RunPoints {
  readonly runId: string;
  readonly points: readonly SourcePoint[];
  readonly refused: readonly Refused[];
}

const bulk = z.object({ metrics: z.array(z.unknown()) });
const owned = z.object({ run_id: runId });

/**
 * All points of a metric. The question for many runs at once is cut off at 25,000 points: an answer of that length is
 * asked for again in halves, and of a single run page by page. Servers that do not know it are asked run by run.
 */
export class Histories {
  readonly #requests: Requests;
  #knowsBulk = true;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  async *points(runIds: readonly string[], key: string): AsyncGenerator<RunPoints> {
    const found = runIds.length > 1 && this.#knowsBulk ? await this.#bulk(runIds, key) : undefined;
    if (found !== undefined) return yield* found;
    if (runIds.length > 1 && this.#knowsBulk) {
      const middle = Math.ceil(runIds.length / 2);
      yield* this.points(runIds.slice(0, middle), key);
      yield* this.points(runIds.slice(middle), key);
      return;
    }
    for (const id of runIds) yield* this.#ofRun(id, key);
  }

  /** Undefined when it is not all. */
  async #bulk(runIds: readonly string[], key: string): Promise<RunPoints[] | undefined> {
    const ask = {
      path: "/ajax-api/2.0/mlflow/metrics/get-history-bulk",
      query: { run_id: runIds, metric_key: key, max_results: String(pagePoints) },
    };
    let metrics: readonly unknown[];
    try {
      ({ metrics } = await askJson(this.#requests, ask, bulk));
    } catch (error) {
      if (!(error instanceof PrumoError) || error.code !== "import/bad-answer") throw error;
      this.#knowsBulk = false;
      return undefined;
    }
    if (metrics.length >= pagePoints) return undefined;
    const asked = new Set(runIds);
    const byRun = Map.groupBy(metrics, (raw) => owned.safeParse(raw).data?.run_id ?? "");
    return [...byRun]
      .filter(([id]) => asked.has(id))
      .map(([id, list]) => ({ runId: id, ...ofKey(list, key) }));
  }

  async *#ofRun(id: string, key: string): AsyncGenerator<RunPoints> {
    const pages = askPages(this.#requests, {
      list: "metrics",
      item: z.unknown(),
      size: pagePoints,
      ask: (size, token) => ({
        path: `${api}/metrics/get-history`,
        query: {
          run_id: id,
          run_uuid: id,
          metric_key: key,
          max_results: String(size),
          ...(token === undefined ? {} : { page_token: token }),
        },
      }),
    });
    for await (const { items } of pages) yield { runId: id, ...ofKey(items, key) };
  }
}

/** The points of one key; others were not asked for. */
function ofKey(list: readonly unknown[], key: string) {
  const { items, refused } = parseItems(list, point);
  return { points: items.filter((found) => found.key === key), refused };
}
