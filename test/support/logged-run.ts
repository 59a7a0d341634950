import assert from "node:assert/strict";
import type { App } from "../../src/app/app.ts";
import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import { serve } from "../../src/server/serve.ts";
import { exampleProject } from "./prumo.ts";

/** An empty project behind a real server. */
export interface BlankHouse extends AsyncDisposable {
  readonly app: App;
  readonly client: Client;
  readonly url: string;
}

export async function openBlankHouse(): Promise<BlankHouse> {
  const opening = new AsyncDisposableStack();
  const { directory } = opening.use(exampleProject("blank"));
  const app = opening.use(await openApp({ directory }));
  const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: false }));
  return {
    app,
    client: createClient({ baseUrl: server.url }),
    url: server.url,
    [Symbol.asyncDispose]: () => opening.disposeAsync(),
  };
}

/** A call of MLflow's REST protocol, as its clients make it. */
export async function mlflow<Answer = unknown>(url: string, path: string, body: object): Promise<Answer> {
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path}: ${text}`);
  return JSON.parse(text) as Answer;
}

export async function startLogging(
  url: string,
  experiment_id = "0",
  tags: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>(url, "runs/create", {
    experiment_id,
    start_time: Date.now(),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  return run.info.run_id;
}

export interface Point {
  readonly key: string;
  readonly value: number | string;
  readonly step: number;
  readonly timestamp: number;
}

/** Logs points in batches of the size that MLflow's clients send. */
export async function logPoints(url: string, run_id: string, metrics: readonly Point[]): Promise<void> {
  for (let from = 0; from < metrics.length; from += 1_000) {
    await mlflow(url, "runs/log-batch", { run_id, metrics: metrics.slice(from, from + 1_000) });
  }
}

/** Puts a file among those of a run, as MLflow's clients do. */
export async function putArtifact(
  url: string,
  place: { readonly runId: string; readonly path: string; readonly experimentId?: string },
  bytes: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const path = place.path.split("/").map(encodeURIComponent).join("/");
  const answer = await fetch(
    `${url}/api/2.0/mlflow-artifacts/artifacts/${place.experimentId ?? "0"}/${place.runId}/artifacts/${path}`,
    { method: "PUT", body: bytes },
  );
  assert.equal(answer.status, 200, await answer.text());
}
