import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import type { Experiments } from "../../src/lifecycle/experiments/index.ts";
import { serve } from "../../src/server/serve.ts";
import { exampleProject } from "./prumo.ts";

/** A blank project behind a real server, for runs of training code alone. */
export interface TrackingHouse extends AsyncDisposable {
  readonly experiments: Experiments;
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
    client: createClient({ baseUrl: server.url }),
    url: server.url,
    [Symbol.asyncDispose]: () => opening.disposeAsync(),
  };
}

/** Runs of an experiment that is made for them: depth, model and kind; accuracy, loss that rises and falls. */
export async function fillRuns(house: TrackingHouse, name: string, count: number): Promise<string> {
  const id = await house.experiments.createExperiment({ name });
  const width = 250;
  for (let from = 0; from < count; from += width) {
    const batch = Array.from({ length: Math.min(width, count - from) }, (_, at) => from + at);
    await Promise.all(batch.map((i) => addRun(house, id, i)));
  }
  return id;
}

/** When the first run of `fillRuns` began; each begins a second later. */
export const firstStart = Date.UTC(2026, 0, 1);

async function addRun({ experiments }: TrackingHouse, experimentId: string, i: number): Promise<void> {
  const at = firstStart + i * 1_000;
  const { id } = await experiments.createRun({
    experimentId,
    startedAt: at,
    name: `run-${String(i).padStart(5, "0")}`,
    user: "ana",
    tags: [{ key: "team", value: `t${i % 3}` }],
  });
  const accuracy = ((i * 7_919) % 10_000) / 10_000;
  await experiments.log(id, {
    params: [
      { key: "depth", value: String(i % 10) },
      { key: "model", value: ["tree", "linear", "forest", "boost"][i % 4] ?? "" },
    ],
    metrics: [
      { key: "accuracy", value: accuracy, step: 0, at },
      { key: "loss", value: 2 - accuracy, step: 0, at },
      { key: "loss", value: 1 - accuracy, step: 1, at },
      { key: "loss", value: 1.5 - accuracy, step: 2, at },
    ],
  });
  await experiments.updateRun(id, {
    state: i % 50 === 49 ? "failed" : "finished",
    finishedAt: at + 60_000 + i,
  });
}
