import assert from "node:assert/strict";
import { once } from "node:events";
import { globSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../../src/client/client.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { collect, mlflowCalls } from "../support/garbage-house.ts";
import { exampleProject } from "../support/prumo.ts";
import { startPrumoServer } from "../support/tracking-servers.ts";

const kills = 10;
const clients = 4;
const points = 300;

interface Left {
  readonly id: string;
  readonly content: string;
}

test(`garbage is collected while clients put artifacts and the server is killed ${kills} times: nothing needed is lost, nothing is half removed`, async (context) => {
  using project = exampleProject("blank");
  const seed = Number(process.env["PRUMO_CHAOS_SEED"] ?? 20_013);
  const random = seededRandom(seed);
  const contents = Array.from({ length: 8 }, (_, index) => `content ${index} `.repeat(1 + index * 300));
  const kept: Left[] = [];
  const deleted: Left[] = [];
  for (let round = 0; round < kills; round++) {
    const server = await startPrumoServer(project.directory);
    const mlflow = mlflowCalls(server.url);
    const client = createClient({ baseUrl: server.url });
    const ended = new AbortController();
    const untilKilled = async (work: () => Promise<void>) => {
      while (!ended.signal.aborted) await work().catch(() => sleep(1));
    };
    const writing = Array.from({ length: clients }, () =>
      untilKilled(async () => {
        const content = contents[random.below(contents.length)] ?? "";
        const id = await mlflow.run("0");
        const metrics = Array.from({ length: points }, (_, step) => ({
          key: "m",
          value: 1,
          timestamp: 1,
          step,
        }));
        await mlflow.asked("runs/log-batch", { run_id: id, metrics, params: [{ key: "p", value: "1" }] });
        await mlflow.put(`0/${id}/artifacts/a`, content);
        if (random.below(2) === 0) {
          kept.push({ id, content });
        } else {
          deleted.push({ id, content });
          await mlflow.asked("runs/delete", { run_id: id });
        }
      }),
    );
    const seen = { collections: 0 };
    const collecting = untilKilled(async () => {
      await collect(client);
      seen.collections++;
    });
    // However slow the machine is, there is something to lose.
    const before = kept.length + deleted.length;
    const mayBeKilled = () =>
      kept.length + deleted.length - before >= 2 * clients && (round > 0 || seen.collections > 0);
    while (!mayBeKilled()) await sleep(5);
    await sleep(random.below(300));
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    ended.abort();
    await Promise.all([...writing, collecting]);
  }
  await using server = await startPrumoServer(project.directory);
  const mlflow = mlflowCalls(server.url);
  const client = createClient({ baseUrl: server.url });
  const isWhole = async ({ id, content }: Left) => {
    const run = await client.experiments.run({ params: { id } });
    assert.deepEqual(run.params, { p: "1" }, `seed ${seed}, run ${id}`);
    const { points: there } = await client.experiments.metrics({ params: { id } });
    assert.equal(there.length, points, `seed ${seed}, run ${id}`);
    assert.equal(await mlflow.get(`0/${id}/artifacts/a`), content, `seed ${seed}, run ${id}`);
  };
  for (const run of kept) await isWhole(run);
  let gone = 0;
  for (const run of deleted) {
    const answer = await fetch(`${server.url}/api/v1/runs/${run.id}`);
    if (answer.status === 404) gone++;
    else await isWhole(run);
  }
  const last = await collect(client);
  for (const run of kept) await isWhole(run);
  assert.equal(last.young.count, 0);
  // What is left is what somebody names, and nothing of what was broken off.
  const blobs = join(project.directory, ".prumo/blobs");
  assert.ok(globSync("??/*", { cwd: blobs }).length <= contents.length);
  assert.deepEqual(globSync("aside/*", { cwd: blobs }), []);
  context.diagnostic(
    `${kept.length} runs kept, ${gone} of ${deleted.length} gone before the last collection`,
  );
  assert.ok(kept.length > kills && gone > 0);
});
