import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type App } from "../../src/app/app.ts";
import { openApp } from "../../src/app/open-app.ts";
import { type Client, createClient } from "../../src/client/client.ts";
import type { GarbageReport } from "../../src/contract/http/garbage.ts";
import { serve } from "../../src/server/serve.ts";
import { exampleProject } from "./prumo.ts";

/** An empty project behind a real server in this process. */
export async function openBlankHouse() {
  const opening = new AsyncDisposableStack();
  const { directory } = opening.use(exampleProject("blank"));
  const app: App = opening.use(await openApp({ directory }));
  const server = opening.use(await serve(app, { host: "127.0.0.1", port: 0, isAnnounced: false }));
  const client = createClient({ baseUrl: server.url });
  return {
    app,
    client,
    url: server.url,
    directory,
    [Symbol.asyncDispose]: () => opening.disposeAsync(),
  };
}

/** Collects garbage to the end, with no grace unless stated. */
export async function collect(
  { garbage }: Client,
  body: { dryRun?: boolean; olderThanMs?: number; graceMs?: number } = {},
): Promise<GarbageReport> {
  let state = await garbage.collect({ body: { dryRun: false, olderThanMs: 0, graceMs: 0, ...body } });
  while (state.state === "working") {
    await sleep(5);
    state = await garbage.status();
  }
  assert.equal(state.error, null);
  assert.ok(state.report !== null);
  return state.report;
}

/** MLflow's REST calls, below its client. */
export function mlflowCalls(url: string) {
  const call = async (path: string, body: object) => {
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> };
  };
  const asked = async (path: string, body: object) => {
    const { status, body: answer } = await call(path, body);
    assert.equal(status, 200, `${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const at = (path: string) => `${url}/api/2.0/mlflow-artifacts/artifacts/${path}`;
  return {
    call,
    asked,
    async experiment(name: string): Promise<string> {
      return String((await asked("experiments/create", { name }))["experiment_id"]);
    },
    async run(experiment_id: string): Promise<string> {
      const { run } = await asked("runs/create", { experiment_id, start_time: 1 });
      return (run as { info: { run_id: string } }).info.run_id;
    },
    async loggedModel(experiment_id: string, source_run_id: string, name = "net"): Promise<string> {
      const { model } = await asked("logged-models", { experiment_id, name, source_run_id });
      return (model as { info: { model_id: string } }).info.model_id;
    },
    async put(path: string, bytes: string | Buffer): Promise<void> {
      const { status } = await fetch(at(path), { method: "PUT", body: bytes });
      assert.equal(status, 200, path);
    },
    /** Undefined when there is none. */
    async get(path: string): Promise<string | undefined> {
      const answer = await fetch(at(path));
      const text = await answer.text();
      assert.ok(answer.ok || answer.status === 404, `${path}: ${answer.status} ${text}`);
      return answer.ok ? text : undefined;
    },
  };
}
