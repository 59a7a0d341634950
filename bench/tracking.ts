import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPython } from "../scripts/python.ts";
import { freePort, startMlflowServer, type TrackingServer } from "../test/support/tracking-servers.ts";
import { type BenchOptions, type BenchRow, benchRow, printTable } from "./harness.ts";
import { artifactRows } from "./tracking-artifacts.ts";
import { growthRows, growWithMetrics, growWithRuns } from "./tracking-growth.ts";
import { batchSize, type Figure, measureOperations, type Operation } from "./tracking-operations.ts";

const root = join(import.meta.dirname, "..");

/** Beyond ten times MLflow: what each operation has to reach by itself. */
const limits: Partial<Record<Operation, { readonly says: string; met(figure: Figure): boolean }>> = {
  "log-metric": { says: "under 2 ms", met: ({ p50 }) => p50 < 2 },
  "log-batch": { says: "50,000 rows/s", met: ({ rate }) => rate * batchSize >= 50_000 },
  "runs/search": { says: "under 20 ms", met: ({ p50 }) => p50 < 20 },
};

/** Tracking beside MLflow's own server, both on SQLite, over HTTP; prumo with `synchronous=FULL`. */
export async function tracking(options: BenchOptions): Promise<BenchRow[]> {
  const python = findPython("test/conformance/mlflow/requirements.txt");
  if ("reason" in python) throw new Error(python.reason);
  const runs = options.quick ? 10_000 : 100_000;
  const points = options.quick ? 10_000 : 100_000;
  const stock = await measureStock(python.path, { runs, points, calls: 60 });
  const startedAt = performance.now();
  await using server = await startBuiltPrumo();
  const startSeconds = (performance.now() - startedAt) / 1_000;
  let grown: Awaited<ReturnType<typeof growWithRuns>> = [];
  const ours = await measureOperations(server, { runs, points, calls: 1_000 }, async (experiment) => {
    grown = await growWithRuns(server, experiment, runs);
  });
  const rows = (Object.keys(ours) as Operation[]).flatMap((operation) =>
    beside(operation, { runs, points }, ours[operation], stock[operation]),
  );
  rows.push(goal("prumo up: from start to /health", startSeconds, "s", 1));
  rows.push(
    goal("prumo up: resident memory after that load", residentBytes(server.process) / 1e6, "MB", 200),
  );
  rows.push(...growthRows("runs", grown));
  rows.push(
    ...growthRows("metric rows", await growWithMetrics(server, options.quick ? 1_000_000 : 10_000_000)),
  );
  return [...rows, ...(await artifactRows(options, startBuiltPrumo))];
}

async function measureStock(
  python: string,
  size: { readonly runs: number; readonly points: number; readonly calls: number },
) {
  await using server = await startMlflowServer(python);
  return await measureOperations(server, size, async (experiment) => {
    const fill = join(import.meta.dirname, "tracking-fill.py");
    const filled = spawnSync(
      python,
      [fill, join(server.directory, "mlflow.db"), experiment, String(size.runs)],
      {
        encoding: "utf8",
      },
    );
    if (filled.status !== 0) throw new Error(filled.stderr);
  });
}

function beside(
  operation: Operation,
  size: { readonly runs: number; readonly points: number },
  ours: Figure,
  stock: Figure,
): BenchRow[] {
  const limit = limits[operation];
  const rivalName = "mlflow server 3.17.2, SQLite";
  const names: Record<Operation, string> = {
    "log-metric": "log-metric",
    "log-batch": "log-batch of 1,000 metrics",
    "runs/create": "runs/create",
    "runs/search": `runs/search of ${size.runs.toLocaleString("en")} runs, filter and order`,
    "get-history": `history of ${size.points.toLocaleString("en")} points`,
  };
  return [
    benchRow({
      work: `${names[operation]}, one client, p50`,
      ours: ours.p50,
      unit: "ms",
      rival: stock.p50,
      rivalName,
      goal: `ten times as fast${limit === undefined ? "" : `; ${limit.says}`}`,
      met: stock.p50 >= 10 * ours.p50 && (limit?.met(ours) ?? true),
    }),
    benchRow({
      work: `${names[operation]}, 16 clients`,
      ours: ours.rate,
      unit: "calls/s",
      rival: stock.rate,
      rivalName: stock.failed === 0 ? rivalName : `${rivalName}; ${stock.failed} calls failed`,
      goal: "ten times as many, none failed",
      met: ours.rate >= 10 * stock.rate && ours.failed === 0,
    }),
  ];
}

function goal(work: string, ours: number, unit: string, most: number): BenchRow {
  return benchRow({
    work,
    ours,
    unit,
    rival: most,
    rivalName: "the goal",
    goal: `under ${most} ${unit}`,
    met: ours < most,
  });
}

/** `prumo up` as users have it, built, on an empty project. */
async function startBuiltPrumo(): Promise<TrackingServer> {
  const directory = mkdtempSync(join(tmpdir(), "prumo-bench-"));
  cpSync(join(root, "examples", "blank"), directory, { recursive: true });
  const port = await freePort();
  const cli = join(root, "dist", "cli", "prumo.js");
  const child = spawn(process.execPath, [cli, "up", "--port", String(port)], {
    cwd: directory,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  while ((await fetch(`${url}/health`).catch(() => undefined))?.ok !== true) {
    if (child.exitCode !== null) throw new Error("prumo up ended: is dist/ built?");
    await sleep(10);
  }
  return {
    url,
    process: child,
    directory,
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function residentBytes({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
}

if (import.meta.main) printTable(await tracking({ quick: process.argv.includes("--quick") }));
