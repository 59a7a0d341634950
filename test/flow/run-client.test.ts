import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { createClient } from "../../src/client/client.ts";
import { replayRuns, startRun } from "../../src/client/runs/start-run.ts";
import { exampleProject } from "../support/prumo.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { freePort, startPrumoServer } from "../support/tracking-servers.ts";

const points = (url: string, id: string) =>
  createClient({ baseUrl: url })
    .experiments.metrics({ params: { id }, query: {} })
    .then(({ points: all }) => all);

test("what a job logs arrives: metrics, parameters, tags, artifacts, system metrics, its end", async () => {
  await using server = await startPrumoServer();
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "note.txt");
  writeFileSync(file, "a note");
  const run = startRun({
    url: server.url,
    directory: directory.path,
    experiment: "typed",
    name: "first",
    systemMetricsMs: 20,
  });
  for (let step = 0; step < 2_500; step++) run.logMetric("loss", 1 / (step + 1));
  run.logMetric("odd", Number.NaN);
  run.logMetric("odd", Infinity);
  run.logParams({ depth: 3, rate: 0.1, deep: true });
  run.setTags({ team: "a" });
  run.logArtifact(file, "notes/ü 1.txt");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(await run.end(), true);
  const client = createClient({ baseUrl: server.url });
  const kept = await client.experiments.run({ params: { id: run.id } });
  assert.deepEqual([kept.experiment, kept.name, kept.state], ["typed", "first", "finished"]);
  assert.deepEqual(kept.params, { deep: "true", depth: "3", rate: "0.1" });
  assert.equal(kept.tags["team"], "a");
  const logged = await points(server.url, run.id);
  assert.equal(logged.filter(({ key }) => key === "loss").length, 2_500);
  assert.deepEqual(
    logged.filter(({ key }) => key === "odd").map(({ step, value }) => [step, value]),
    [
      [0, "NaN"],
      [1, "Infinity"],
    ],
  );
  assert.ok(logged.some(({ key }) => key === "system/cpu_utilization_percentage"));
  const { entries } = await client.experiments.artifacts({
    params: { id: run.id },
    query: { path: "notes" },
  });
  assert.deepEqual(entries, [{ path: "ü 1.txt", isFolder: false, bytes: 6 }]);
  assert.deepEqual(await replayRuns({ url: server.url, directory: directory.path }), { runs: 0, arrived: 0 });
});

test("what the server refuses is told, and the rest arrives", async () => {
  await using server = await startPrumoServer();
  await using directory = await temporaryDirectory();
  const refused: string[] = [];
  const run = startRun({
    url: server.url,
    directory: directory.path,
    experiment: "refused",
    onRefused: (_, entry) => void refused.push(JSON.stringify(entry)),
  });
  run.logMetric("good", 1);
  run.logMetric("../bad", 1);
  // A folder is no file: it must not stand in the way of what follows.
  run.logArtifact(directory.path, "folder");
  run.logParams({ p: 1 });
  run.logParams({ p: 2 });
  run.logMetric("good", 2);
  assert.equal(await run.end(), true);
  assert.equal(refused.length, 3);
  assert.equal((await points(server.url, run.id)).length, 2);
});

const isRoot = process.getuid?.() === 0;
test(
  "a job of a user without a name, as in a container, starts; nothing to replay is nothing",
  { skip: !isRoot && "only root can become somebody else" },
  async () => {
    await using directory = await temporaryDirectory();
    chmodSync(directory.path, 0o777);
    const runs = join(directory.path, "runs");
    assert.deepEqual(await replayRuns({ directory: runs }), { runs: 0, arrived: 0 });
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "../support/run-child.ts"), "http://127.0.0.1:9", runs],
      { stdio: ["ignore", "pipe", "pipe"], uid: 54_321, cwd: directory.path },
    );
    const said = await once(createInterface({ input: child.stdout }), "line").catch(() => []);
    child.kill("SIGKILL");
    assert.match(String(said[0]), /^[0-9a-f]{32}$/);
  },
);

test("a job neither waits nor dies while the server is away or is killed, and every point is there once", async () => {
  using project = exampleProject("blank");
  await using directory = await temporaryDirectory();
  const port = await freePort();
  const run = startRun({ url: `http://127.0.0.1:${port}`, directory: directory.path, experiment: "away" });
  let step = 0;
  const log = (count: number) => {
    for (let i = 0; i < count; i++) run.logMetric("loss", step / 7, { step, time: 1_000 + step++ });
  };
  log(3_000);
  assert.equal(await run.flush(10), false, "there is nobody");
  for (let life = 0; life < 4; life++) {
    const server = await startPrumoServer(project.directory, port);
    const until = performance.now() + 150 + 50 * life;
    while (performance.now() < until) {
      log(100);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    log(500);
  }
  await using server = await startPrumoServer(project.directory, port);
  assert.equal(await run.flush(60_000), true);
  assert.equal(await run.end(), true);
  const logged = await points(server.url, run.id);
  assert.equal(logged.length, step);
  assert.ok(logged.every((point, i) => point.step === i && point.value === i / 7));
});

test("a job that was killed is sent by replay, with all it was told, once", async () => {
  await using server = await startPrumoServer();
  await using directory = await temporaryDirectory();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "../support/run-child.ts"), server.url, directory.path],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === 5_000) child.kill("SIGKILL");
  }
  const [id = "", ...steps] = said;
  for (let again = 0; again < 2; again++) {
    const { arrived, runs } = await replayRuns({ url: server.url, directory: directory.path });
    assert.equal(arrived, runs);
  }
  const kept = new Set((await points(server.url, id)).map(({ step }) => step));
  assert.ok(steps.length >= 4_999);
  // The last line may have been cut.
  for (const step of steps.slice(0, -1)) assert.ok(kept.has(Number(step)), `step ${step}`);
  const run = await createClient({ baseUrl: server.url }).experiments.run({ params: { id } });
  assert.equal(run.state, "killed");
});
