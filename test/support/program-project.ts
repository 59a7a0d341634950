import { spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApp } from "../../src/app/open-app.ts";
import { createClient } from "../../src/client/client.ts";
import { serve } from "../../src/server/serve.ts";
import { ended } from "./prumo.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const programs = join(import.meta.dirname, "programs");

/** Rows that a line through the origin parts. */
export const rows = 40;
const csv = ["x,y,label"].concat(
  Array.from(
    { length: rows },
    (_, k) => `${(k % 7) - 3},${(k % 5) - 2},${(k % 7) - 3 + (k % 5) > 2 ? 1 : 0}`,
  ),
);

/** Steps that are prumo's own from end to end. */
const own = {
  points: { ingest: "points" },
  grid: { prepare: "grid", input: "${points}" },
  fit: { train: "${grid}", target: "label", algorithm: { linear: { l2: 1 } } },
};

/** A project with one dataset and the pipeline `learn`: the dataset is read, then a program is given it as `train`. */
export async function programProject(command: readonly string[], settings: object = {}) {
  const directory = await temporaryDirectory();
  mkdirSync(join(directory.path, "data"));
  writeFileSync(join(directory.path, "data/points.csv"), `${csv.join("\n")}\n`);
  cpSync(programs, directory.path, { recursive: true });
  const fit = { command, inputs: { train: "${points}" }, ...settings };
  const project = {
    name: "programs",
    datasets: { points: { source: { csv: "data/points.csv" } } },
    tables: { grid: { from: "points", columns: { x: "x", y: "y", label: "label > 0" } } },
    pipelines: { learn: { steps: { points: { ingest: "points" }, fit } }, own: { steps: own } },
  };
  writeFileSync(join(directory.path, "prumo.yaml"), JSON.stringify(project)); // JSON is YAML
  return directory;
}

/** The stations of a project behind a real server. */
export async function openProgramHouse(directory: string) {
  const opening = new AsyncDisposableStack();
  const app = opening.use(await openApp({ directory }));
  const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: true }));
  const client = createClient({ baseUrl: server.url });
  return {
    app,
    client,
    url: server.url,
    /** Runs a pipeline to its end. Answers its run, and its steps by name. */
    async learn(name = "learn") {
      const { id } = await client.pipelines.start({ params: { name }, body: {} });
      const run = await app.pipelines.wait(id);
      const steps = Object.fromEntries((await app.pipelines.steps(id)).map((step) => [step.name, step]));
      return { run, steps };
    },
    [Symbol.asyncDispose]: () => opening.disposeAsync(),
  };
}

/** A Python script against a server; what it printed last, as JSON. */
export async function runPython(python: string, script: string, args: readonly string[], url: string) {
  const child = spawn(python, [join(programs, script), ...args], {
    env: { ...process.env, MLFLOW_TRACKING_URI: url, MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0) throw new Error(stderr.slice(-4_000));
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null") as unknown;
}
