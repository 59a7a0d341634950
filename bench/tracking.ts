import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPython } from "../scripts/python.ts";
import {
  startMlflowServer,
  startPrumoServer,
  type TrackingServer,
} from "../test/support/tracking-servers.ts";
import { type BenchOptions, type BenchRow, benchRow } from "./harness.ts";
import { artifactRows } from "./tracking-artifacts.ts";
import { parallelRate, sequentialMs, TrackingClient } from "./tracking-client.ts";

const requirements = "test/conformance/mlflow/requirements.txt";

interface Figures {
  readonly logMetricMs: number;
  readonly createMs: number;
  readonly batchRowsPerSecond: number;
  readonly metricsPerSecond16: number;
  readonly historyMs: number;
  readonly searchMs: number;
}

/** Tracking beside MLflow's own server, both on SQLite, over HTTP; prumo with `synchronous=FULL`. */
export async function tracking(options: BenchOptions): Promise<BenchRow[]> {
  const python = findPython(requirements);
  if ("reason" in python) throw new Error(python.reason);
  const runs = options.quick ? 5_000 : 100_000;
  const points = options.quick ? 10_000 : 100_000;
  const rows: BenchRow[] = [];
  const stock = await (async () => {
    await using server = await startMlflowServer(python.path);
    return await measure(server, { runs, points, calls: 60, batches: 8 }, (experiment) => {
      const fill = join(import.meta.dirname, "tracking-fill.py");
      const args = [fill, join(server.directory, "mlflow.db"), experiment, String(runs)];
      const { status, stderr } = spawnSync(python.path, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return Promise.resolve();
    });
  })();
  const growth: string[] = [];
  const startedAt = performance.now();
  await using server = await startPrumoServer();
  const startMs = performance.now() - startedAt;
  const ours = await measure(server, { runs, points, calls: 1_000, batches: 60 }, (experiment) =>
    fillByCalls(server, experiment, runs, growth),
  );
  const row = (
    work: string,
    unit: string,
    mine: number,
    theirs: number,
    isMore: boolean,
    limit: [string, boolean],
  ) =>
    rows.push(
      benchRow({
        work,
        ours: mine,
        unit,
        rival: theirs,
        rivalName: "mlflow server 3.17.2, SQLite",
        goal: `ten times as fast; ${limit[0]}`,
        met: (isMore ? mine / theirs : theirs / mine) >= 10 && limit[1],
      }),
    );
  row("log-metric, one client, p50", "ms", ours.logMetricMs, stock.logMetricMs, false, [
    "under 2 ms",
    ours.logMetricMs < 2,
  ]);
  row("log-metric, 16 clients", "/s", ours.metricsPerSecond16, stock.metricsPerSecond16, true, ["", true]);
  row("runs/create, one client, p50", "ms", ours.createMs, stock.createMs, false, ["", true]);
  row("log-batch of 1,000 metrics", "rows/s", ours.batchRowsPerSecond, stock.batchRowsPerSecond, true, [
    "over 50,000",
    ours.batchRowsPerSecond > 50_000,
  ]);
  row(
    `search of ${runs} runs, filter and order, 100 results, p50`,
    "ms",
    ours.searchMs,
    stock.searchMs,
    false,
    ["under 20 ms", ours.searchMs < 20],
  );
  row(`history of ${points} points`, "ms", ours.historyMs, stock.historyMs, false, ["", true]);
  rows.push(
    benchRow({
      work: "prumo up: from start to /health",
      ours: startMs / 1_000,
      unit: "s",
      rival: 1,
      rivalName: "the goal",
      goal: "under 1 s",
      met: startMs < 1_000,
    }),
    benchRow({
      work: "prumo up: resident memory after the load",
      ours: memoryOf(server) / 1e6,
      unit: "MB",
      rival: 200,
      rivalName: "the goal",
      goal: "under 200 MB",
      met: memoryOf(server) < 200e6,
    }),
    ...(await artifactRows(options)),
  );
  console.error(growth.join("\n"));
  return rows;
}

async function measure(
  server: TrackingServer,
  size: { readonly runs: number; readonly points: number; readonly calls: number; readonly batches: number },
  fill: (experiment: string) => Promise<void>,
): Promise<Figures> {
  using client = new TrackingClient(server.url);
  const newRun = async () => {
    const { run } = (await client.post("runs/create", { experiment_id: "0", start_time: 1 })) as unknown as {
      run: { info: { run_id: string } };
    };
    return run.info.run_id;
  };
  const run_id = await newRun();
  const point = (i: number) => ({ run_id, key: "loss", value: i / 7, timestamp: i, step: i });
  const logMetricMs = await sequentialMs(size.calls, (i) => client.post("runs/log-metric", point(i)));
  const createMs = await sequentialMs(size.calls, newRun);
  const metricsPerSecond16 = await parallelRate(16, size.calls * 4, (i) =>
    client.post("runs/log-metric", point(1e6 + i)),
  );
  const batched = await newRun();
  const batch = (b: number, key: (i: number) => string) => ({
    run_id: batched,
    metrics: Array.from({ length: 1_000 }, (_, i) => ({
      key: key(i),
      value: i / 3,
      timestamp: b,
      step: b * 1_000 + i,
    })),
  });
  const batchMs = await sequentialMs(size.batches, (b) =>
    client.post(
      "runs/log-batch",
      batch(b, (i) => `m${i % 10}`),
    ),
  );
  for (let b = 0; b < size.points / 1_000; b++)
    await client.post(
      "runs/log-batch",
      batch(b, () => "long"),
    );
  const historyMs = await sequentialMs(5, () =>
    client.get(`metrics/get-history?run_id=${batched}&metric_key=long`),
  );
  const { experiment_id } = (await client.post("experiments/create", { name: "many" })) as unknown as {
    experiment_id: string;
  };
  await fill(experiment_id);
  const searchMs = await sequentialMs(21, () => client.post("runs/search", searchOf(experiment_id)));
  return {
    logMetricMs,
    createMs,
    metricsPerSecond16,
    batchRowsPerSecond: 1e6 / batchMs,
    historyMs,
    searchMs,
  };
}

const searchOf = (experiment: string) => ({
  experiment_ids: [experiment],
  filter: "metrics.acc > 0.7 AND params.depth = '7'",
  order_by: ["metrics.loss ASC"],
  max_results: 100,
});

/** The same runs as tracking-fill.py makes, by calls; p50 of the operations as their number grows. */
async function fillByCalls(
  server: TrackingServer,
  experiment: string,
  runs: number,
  growth: string[],
): Promise<void> {
  using client = new TrackingClient(server.url);
  const random = seeded();
  const create = async (i: number) => {
    const acc = random();
    const { run } = (await client.post("runs/create", {
      experiment_id: experiment,
      start_time: 1_000 + i,
      run_name: `r${i}`,
      tags: [{ key: "team", value: `t${i % 20}` }],
    })) as unknown as { run: { info: { run_id: string } } };
    const metrics = [
      { key: "acc", value: acc, timestamp: 1, step: 0 },
      { key: "loss", value: 1 - acc, timestamp: 1, step: 0 },
    ];
    const params = [
      { key: "depth", value: String(i % 50) },
      { key: "rate", value: String(i % 7) },
    ];
    await client.post("runs/log-batch", { run_id: run.info.run_id, metrics, params });
  };
  let made = 0;
  for (const until of [1_000, 10_000, 100_000].filter((step) => step <= runs).concat(runs)) {
    if (until <= made) continue;
    const from = made;
    await parallelRate(16, until - from, (i) => create(from + i));
    made = until;
    const one = await sequentialMs(100, (i) => create(runs + until + i));
    const search = await sequentialMs(21, () => client.post("runs/search", searchOf(experiment)));
    growth.push(
      `${until} runs: create and log a run ${one.toFixed(2)} ms, search ${search.toFixed(2)} ms (p50)`,
    );
  }
}

function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function memoryOf(server: TrackingServer): number {
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(server.process.pid)], { encoding: "utf8" });
  return Number(stdout.trim()) * 1_024;
}
