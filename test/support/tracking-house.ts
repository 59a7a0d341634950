import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import type { Experiments } from "../../src/lifecycle/experiments/index.ts";
import type { MetaStore } from "../../src/ports/meta-store.ts";
import { serve } from "../../src/server/serve.ts";
import { exampleProject } from "./prumo.ts";

/** A blank project behind a real server, for runs of training code alone. */
export interface TrackingHouse extends AsyncDisposable {
  readonly experiments: Experiments;
  readonly meta: MetaStore;
  readonly client: Client;
  readonly url: string;
}

export async function openTrackingHouse(): Promise<TrackingHouse> {
  const opening = new AsyncDisposableStack();
  const { directory } = opening.use(exampleProject("blank"));
  const app = opening.use(await openApp({ directory }));
  const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: false }));
  return {
    experiments: app.experiments,
    meta: app.meta,
    client: createClient({ baseUrl: server.url }),
    url: server.url,
    [Symbol.asyncDispose]: () => opening.disposeAsync(),
  };
}

/** When the first run of `fillRuns` began; each begins a second later. */
export const firstStart = Date.UTC(2026, 0, 1);

const columns = {
  runs: "id experiment_id name user_name state is_deleted artifact_root dataset_versions started_at finished_at",
  run_params: "run_id key value number experiment_id",
  run_tags: "run_id key value experiment_id",
  run_curves: "run_id key curve experiment_id last is_nan last_step last_at min max",
} as const;
type Rows = Record<keyof typeof columns, (string | number | null)[][]>;

/**
 * Runs of an experiment that is made for them, written as rows, since thousands of calls take minutes: depth, model and
 * team; an accuracy, and a loss that falls from 2 - accuracy to 1 - accuracy and rises to 1.5 - accuracy.
 */
export async function fillRuns(house: TrackingHouse, name: string, count: number): Promise<string> {
  const id = await house.experiments.createExperiment({ name });
  const rows: Rows = { runs: [], run_params: [], run_tags: [], run_curves: [] };
  for (let i = 0; i < count; i++) addRun(rows, Number(id), i);
  await house.meta.write(async (tx) => {
    for (const [table, of] of Object.entries(rows))
      await tx.insert(table, columns[table as keyof Rows].split(" "), of);
  });
  return id;
}

function addRun(rows: Rows, experiment: number, i: number): void {
  const at = firstStart + i * 1_000;
  const id = `${at.toString(16).padStart(12, "0")}${experiment.toString(16).padStart(8, "0")}${i.toString(16).padStart(12, "0")}`;
  const name = `run-${String(i).padStart(5, "0")}`;
  const state = i % 50 === 49 ? "failed" : "finished";
  const root = `mlflow-artifacts:/${experiment}/${id}/artifacts`;
  rows.runs.push([id, experiment, name, "ana", state, 0, root, "[]", at, at + 60_000 + i]);
  rows.run_params.push([id, "depth", String(i % 10), i % 10, experiment]);
  rows.run_params.push([id, "model", ["tree", "linear", "forest", "boost"][i % 4] ?? "", null, experiment]);
  rows.run_tags.push([id, "mlflow.runName", name, experiment], [id, "team", `t${i % 3}`, experiment]);
  const accuracy = ((i * 7_919) % 10_000) / 10_000;
  // Numbers of curves far from those that the station gives.
  const curve = experiment * 1e9 + i * 2;
  rows.run_curves.push([id, "accuracy", curve, experiment, accuracy, 0, 0, at, accuracy, accuracy]);
  const [last, min, max] = [1.5 - accuracy, 1 - accuracy, 2 - accuracy];
  rows.run_curves.push([id, "loss", curve + 1, experiment, last, 0, 2, at, min, max]);
}
