import type { TrackingServer } from "../test/support/tracking-servers.ts";
import { parallelRate, sequentialMs, TrackingClient } from "./tracking-client.ts";

export const operations = ["log-metric", "log-batch", "runs/create", "runs/search", "get-history"] as const;
export type Operation = (typeof operations)[number];

export interface Figure {
  /** Median milliseconds of one call after another. */
  readonly p50: number;
  /** Calls a second of 16 clients at once, and how many of them failed. */
  readonly rate: number;
  readonly failed: number;
}

export interface Size {
  /** Runs in the experiment that is searched. */
  readonly runs: number;
  /** Points of the history that is read, and metrics of a batch: 1,000. */
  readonly points: number;
  /** Calls of the small operations; a server that is slow gets fewer. */
  readonly calls: number;
}

export const batchSize = 1_000;
const clients = 16;

async function measured(
  sequential: number,
  parallel: number,
  call: (i: number) => Promise<unknown>,
): Promise<Figure> {
  const p50 = await sequentialMs(sequential, call);
  return { p50, ...(await parallelRate(clients, parallel, (i) => call(sequential + i))) };
}

/** The same calls to any tracking server; `fill` puts the runs into the experiment. */
export async function measureOperations(
  server: TrackingServer,
  { points, calls }: Size,
  fill: (experiment: string) => Promise<void>,
): Promise<Record<Operation, Figure>> {
  using client = new TrackingClient(server.url);
  const load = new Load(client);
  const [logged, batched, long] = [await load.run("0"), await load.run("0"), await load.run("0")];
  const few = Math.max(16, Math.ceil(calls / 20));
  const logMetric = await measured(calls, 4 * calls, (i) => load.metric(logged, i));
  const logBatch = await measured(few, 2 * few, (i) => load.batch(batched, i, `m${i % 10}`));
  const create = await measured(calls, 4 * calls, () => load.run("0"));
  for (let i = 0; i < points / batchSize; i++) await load.batch(long, i, "long");
  const history = await measured(5, 16, () => load.history(long, points));
  const experiment = await load.experiment("many");
  await fill(experiment);
  const search = await measured(21, 2 * few, () => load.search(experiment));
  return {
    "log-metric": logMetric,
    "log-batch": logBatch,
    "runs/create": create,
    "runs/search": search,
    "get-history": history,
  };
}

/** Calls of a training job and of who looks at it. */
export class Load {
  readonly #client: TrackingClient;

  constructor(client: TrackingClient) {
    this.#client = client;
  }

  async experiment(name: string): Promise<string> {
    const made = await this.#client.post("experiments/create", { name });
    return (made as unknown as { experiment_id: string }).experiment_id;
  }

  async run(experiment_id: string, more: object = {}): Promise<string> {
    const made = await this.#client.post("runs/create", { experiment_id, start_time: 1, ...more });
    return (made as unknown as { run: { info: { run_id: string } } }).run.info.run_id;
  }

  metric(run_id: string, i: number): Promise<unknown> {
    return this.#client.post("runs/log-metric", { run_id, key: "loss", value: i / 7, timestamp: i, step: i });
  }

  /** 1,000 points of one curve. */
  batch(run_id: string, i: number, key: string): Promise<unknown> {
    const metrics = Array.from({ length: batchSize }, (_, at) => ({
      key,
      value: at / 3,
      timestamp: i,
      step: i * batchSize + at,
    }));
    return this.#client.post("runs/log-batch", { run_id, metrics });
  }

  /** A run as a training job leaves it: two metrics, two parameters, a tag. */
  async whole(experiment_id: string, i: number, accuracy: number): Promise<void> {
    const tags = [{ key: "team", value: `t${i % 20}` }];
    const run_id = await this.run(experiment_id, { start_time: 1_000 + i, run_name: `r${i}`, tags });
    await this.#client.post("runs/log-batch", {
      run_id,
      metrics: [pointOf("acc", accuracy), pointOf("loss", 1 - accuracy)],
      params: [
        { key: "depth", value: String(i % 50) },
        { key: "rate", value: String(i % 7) },
      ],
    });
  }

  /** The first 100 by another metric among the runs of one parameter and a third of the values. */
  search(experiment: string): Promise<unknown> {
    return this.#client.post("runs/search", {
      experiment_ids: [experiment],
      filter: "metrics.acc > 0.7 AND params.depth = '7'",
      order_by: ["metrics.loss ASC"],
      max_results: 100,
    });
  }

  /** The whole curve, page after page where the server has pages. */
  async history(run_id: string, points: number): Promise<void> {
    let seen = 0;
    for (let token = ""; ;) {
      const page = (await this.#client.get(
        `metrics/get-history?run_id=${run_id}&metric_key=long&max_results=25000${token}`,
      )) as unknown as { metrics: unknown[]; next_page_token?: string };
      seen += page.metrics.length;
      if (page.next_page_token === undefined || page.next_page_token === "") break;
      token = `&page_token=${encodeURIComponent(page.next_page_token)}`;
    }
    if (seen !== points) throw new Error(`${seen} of ${points} points came back`);
  }
}

const pointOf = (key: string, value: number) => ({ key, value, timestamp: 1, step: 0 });

export function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
