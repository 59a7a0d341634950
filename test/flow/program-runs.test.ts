import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../../src/client/client.ts";
import { isAlive } from "../support/process-fixture.ts";
import { openProgramHouse, programProject } from "../support/program-project.ts";
import { startPrumo } from "../support/prumo.ts";
import { freePort } from "../support/tracking-servers.ts";

const node = process.execPath;
const note = { outputs: { note: "file" } };

type House = Awaited<ReturnType<typeof openProgramHouse>>;

/** The ids of the program and of what it started, as it tells them in its step's log. */
async function pidsIn(house: House): Promise<number[]> {
  for await (const news of house.app.events.follow(undefined, AbortSignal.timeout(60_000))) {
    const pids = /pids (\d+) (\d+)/.exec(JSON.stringify(news));
    if (pids !== null) return pids.slice(1).map(Number);
  }
  throw new Error("the program did not start");
}

async function untilGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; pids.some(isAlive); tries++) {
    assert.ok(tries < 3_000, "the program lives on");
    await sleep(10);
  }
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; (await fetch(`${url}/health`).catch(() => undefined))?.ok !== true; tries++) {
    assert.ok(tries < 600, "it does not start");
    await sleep(100);
  }
}

describe("a program as a step", () => {
  it("logs to its step's run by plain HTTP", async () => {
    await using project = await programProject([node, "train.mjs"], note);
    await using house = await openProgramHouse(project.path);
    const { run, steps } = await house.learn();
    assert.equal(run.error, null);
    const trial = await house.app.experiments.run(steps["fit"]?.runId ?? "");
    assert.equal(trial.experiment, "learn");
    assert.equal(trial.state, "finished");
    assert.deepEqual(trial.params, { parts: "1" });
    assert.equal(trial.metrics["loss"]?.last, 0.25);
    const [version] = await house.app.datasets.versions("points");
    assert.deepEqual(trial.datasetVersions, [version?.id]);
    assert.deepEqual(
      trial.inputs.map(({ name, digest }) => [name, digest]),
      [["points", version?.id]],
    );
    assert.equal(trial.environment?.node, process.version);
    assert.equal(trial.environment.python, null);
    const file = await house.app.experiments.artifactFile(
      `${trial.artifactRoot.replace("mlflow-artifacts:/", "")}/outputs/note`,
    );
    assert.equal(file?.sha256, steps["fit"]?.outputs["note"]?.digest);
  });

  it("logs to its step's run by prumo's own client", async () => {
    const prumo = new URL("../../src/index.ts", import.meta.url).href;
    await using project = await programProject([node, "log-by-client.mjs", prumo]);
    await using house = await openProgramHouse(project.path);
    const { run, steps } = await house.learn();
    assert.equal(run.error, null);
    const trial = await house.app.experiments.run(steps["fit"]?.runId ?? "");
    assert.deepEqual([trial.experiment, trial.state, trial.params], ["learn", "finished", { trees: "20" }]);
    assert.deepEqual([trial.metrics["loss"]?.last, trial.metrics["loss"]?.max], [1, 3]);
    assert.equal(trial.tags["team"], "growth");
    assert.equal((await house.app.experiments.runs(trial.experimentId)).items.length, 1);
  });

  it("has no run and no variables where none is wanted", async () => {
    const program = "if (process.env.MLFLOW_RUN_ID || process.env.MLFLOW_TRACKING_URI) process.exit(1)";
    await using project = await programProject([node, "-e", program], { experiment: null });
    await using house = await openProgramHouse(project.path);
    const { run, steps } = await house.learn();
    assert.equal(run.error, null);
    assert.equal(steps["fit"]?.runId, null);
    assert.equal((await house.app.experiments.experiments()).length, 1, "Default alone");
  });

  it("has failed when its program has", async () => {
    await using project = await programProject([node, "train.mjs", "fail"], note);
    await using house = await openProgramHouse(project.path);
    const { run, steps } = await house.learn();
    assert.match(run.error?.message ?? "", /exit code 3/);
    const trial = await house.app.experiments.run(steps["fit"]?.runId ?? "");
    assert.equal(trial.state, "failed");
    assert.equal(trial.metrics["loss"]?.last, 0.25, "what it logged before stays");
  });

  it("is killed when the pipeline run is cancelled, and nothing of it lives on", async () => {
    await using project = await programProject([node, "train.mjs", "wait"], note);
    await using house = await openProgramHouse(project.path);
    const { id } = await house.client.pipelines.start({ params: { name: "learn" }, body: {} });
    const pids = await pidsIn(house);
    assert.ok(pids.every(isAlive));
    await house.app.pipelines.cancel(id);
    const fit = (await house.app.pipelines.steps(id)).find(({ name }) => name === "fit");
    assert.equal((await house.app.experiments.run(fit?.runId ?? "")).state, "killed");
    await untilGone(pids);
  });

  it("ends when prumo is killed, and starts afresh in the same run with the next house", async () => {
    await using project = await programProject([node, "train.mjs", "wait"], note);
    const port = await freePort();
    const command = startPrumo(["up", "--port", String(port)], project.path, {
      PRUMO_TEST_SECRET: "s3cret",
      MLFLOW_TRACKING_TOKEN: "of-another-server",
    });
    const closed = once(command, "close");
    const url = `http://127.0.0.1:${port}`;
    await untilHealthy(url);
    const client = createClient({ baseUrl: url });
    const { id } = await client.pipelines.start({ params: { name: "learn" }, body: {} });
    let text = "";
    for (let tries = 0; !/pids \d+ \d+/.test(text); tries++) {
      assert.ok(tries < 600, text);
      await sleep(100);
      text = JSON.stringify(await client.pipelines.logs({ params: { id }, query: {} }));
    }
    assert.match(text, /secret undefined elsewhere undefined/);
    const pids = /pids (\d+) (\d+)/.exec(text)?.slice(1).map(Number) ?? [];
    assert.ok(pids.every(isAlive));
    command.kill("SIGKILL");
    await closed;
    await untilGone(pids);

    await using house = await openProgramHouse(project.path);
    const again = await pidsIn(house);
    const { items } = await house.app.experiments.runs("1");
    assert.equal(items.length, 1);
    assert.deepEqual([items[0]?.state, items[0]?.tags["attempt"]], ["running", "2"]);
    await house.app.pipelines.cancel(id);
    await untilGone(again);
  });
});
