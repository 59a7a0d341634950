import assert from "node:assert/strict";
import { openHouse, runPipeline, type TestHouse } from "./house.ts";

/** Calls MLflow's protocol as its clients do. */
export function mlflowOf({ url }: { readonly url: string }) {
  const send = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  return {
    post: (path: string, body: object) => send("POST", path, body),
    delete: (path: string, body: object) => send("DELETE", path, body),
    async put(path: string, text: string) {
      const place = `${url}/api/2.0/mlflow-artifacts/artifacts/${path}`;
      const { status } = await fetch(place, { method: "PUT", body: text });
      assert.equal(status, 200, path);
    },
  };
}

export type Mlflow = ReturnType<typeof mlflowOf>;

/** A run of a client with what it measured, and the artifacts of a model below `model`. Answers its id. */
export async function clientRun(mlflow: Mlflow, accuracy: number, depth: string): Promise<string> {
  const { run } = await mlflow.post("runs/create", { experiment_id: "0", start_time: Date.now() });
  const { info } = run as { info: { run_id: string; artifact_uri: string } };
  await mlflow.post("runs/log-batch", {
    run_id: info.run_id,
    metrics: [{ key: "accuracy", value: accuracy, timestamp: Date.now(), step: 0 }],
    params: [
      { key: "depth", value: depth },
      { key: "seed", value: "1" },
    ],
  });
  const place = info.artifact_uri.replace(/^mlflow-artifacts:\//, "");
  await mlflow.put(`${place}/model/MLmodel`, "flavors: {}\n");
  await mlflow.put(`${place}/model/data/model.pkl`, "not really a pickle");
  await mlflow.post("runs/update", { run_id: info.run_id, status: "FINISHED", end_time: Date.now() });
  return info.run_id;
}

export const longTag = "a tag with a long story ".repeat(40);

/**
 * A house with models of both makes: `flight-delays` has two packages of a pipeline and a version of a client,
 * `clients-only` what MLflow's clients registered and moved about, `greeting` is a prompt, `gone` was deleted.
 */
export async function openModelsHouse(): Promise<TestHouse> {
  const house = await openHouse();
  try {
    await runPipeline(house, {});
    await runPipeline(house, { trees: 25 });
    await registerByClients(house);
    return house;
  } catch (error) {
    await house[Symbol.asyncDispose]();
    throw error;
  }
}

async function registerByClients(house: TestHouse): Promise<void> {
  const mlflow = mlflowOf(house);
  const name = "clients-only";
  await mlflow.post("registered-models/create", { name, description: "Made by hand" });
  for (const [accuracy, depth] of [
    [0.8, "3"],
    [0.85, "5"],
    [0.9, "5"],
  ] as const) {
    const runId = await clientRun(mlflow, accuracy, depth);
    await mlflow.post("model-versions/create", { name, source: `runs:/${runId}/model`, run_id: runId });
  }
  const alias = (version: string, of = "champion") =>
    mlflow.post("registered-models/alias", { name, alias: of, version });
  await alias("1");
  await alias("2");
  await mlflow.delete("registered-models/alias", { name, alias: "champion" });
  await alias("3");
  await alias("1", "previous");
  for (const [version, stage] of [
    ["1", "Production"],
    ["2", "Production"],
    ["1", "Archived"],
  ] as const)
    await mlflow.post("model-versions/transition-stage", { name, version, stage });
  await mlflow.post("model-versions/set-tag", { name, version: "3", key: "story", value: longTag });

  await mlflow.post("model-versions/create", { name: "flight-delays", source: "s3://bucket/model" });
  await mlflow.post("registered-models/create", {
    name: "greeting",
    tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }],
  });
  await mlflow.post("registered-models/create", { name: "gone" });
  await mlflow.post("model-versions/create", { name: "gone", source: "s3://bucket/model" });
  await mlflow.post("registered-models/alias", { name: "gone", alias: "champion", version: "1" });
  await mlflow.delete("registered-models/delete", { name: "gone" });
}
