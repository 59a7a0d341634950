import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../src/kernel/random.ts";
import { exampleProject } from "../support/prumo.ts";
import { startPrumoServer, type TrackingServer } from "../support/tracking-servers.ts";

const kills = 25;
const clients = 16;

interface History {
  readonly metrics?: readonly { readonly step: number; readonly value: number }[];
}

test(`${clients} clients log while the server is killed ${kills} times: every acknowledged metric is there`, async (context) => {
  using project = exampleProject("blank");
  const seed = Number(process.env["PRUMO_CHAOS_SEED"] ?? 20_011);
  const random = seededRandom(seed);
  const acknowledged: Set<number>[] = Array.from({ length: clients }, () => new Set());
  const sent = Array.from({ length: clients }, () => 0);
  const runs: string[] = [];
  for (let round = 0; round < kills; round++) {
    const server = await startPrumoServer(project.directory);
    if (runs.length === 0) {
      for (let i = 0; i < clients; i++) {
        const answer = await call(server, "runs/create", { experiment_id: "0", start_time: 1 });
        runs.push((JSON.parse(answer) as { run: { info: { run_id: string } } }).run.info.run_id);
      }
    }
    const killed = new AbortController();
    const logging = runs.map(async (run_id, client) => {
      while (!killed.signal.aborted) {
        // Steps are told once; whether a call that got no answer was kept is the server's to say.
        const first = sent[client] ?? 0;
        const steps = client % 2 === 0 ? [first] : Array.from({ length: 20 }, (_, i) => first + i);
        sent[client] = first + steps.length;
        const metrics = steps.map((step) => ({ key: "loss", value: step / 3, timestamp: 1 + step, step }));
        const isKept = await (
          client % 2 === 0
            ? call(server, "runs/log-metric", { run_id, ...metrics[0] })
            : call(server, "runs/log-batch", { run_id, metrics })
        ).then(
          () => true,
          () => false,
        );
        if (isKept) for (const step of steps) acknowledged[client]?.add(step);
        else await sleep(1);
      }
    });
    await sleep(20 + random.below(250));
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    killed.abort();
    await Promise.all(logging);
  }
  await using server = await startPrumoServer(project.directory);
  for (const [client, run_id] of runs.entries()) {
    const answer = await fetch(
      `${server.url}/api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=loss`,
    );
    const { metrics = [] } = (await answer.json()) as History;
    const kept = new Map(metrics.map(({ step, value }) => [step, value]));
    assert.equal(kept.size, metrics.length, "a point is there twice");
    for (const step of acknowledged[client] ?? [])
      assert.equal(kept.get(step), step / 3, `seed ${seed}, step ${step}`);
    // A batch is kept whole or not at all.
    if (client % 2 === 1) {
      assert.equal(metrics.length % 20, 0, `seed ${seed}: a batch was torn`);
      for (const [step] of kept) assert.ok(kept.has(step - (step % 20)), `seed ${seed}: a batch was torn`);
    }
  }
  const count = acknowledged.reduce((sum, steps) => sum + steps.size, 0);
  context.diagnostic(`${count} acknowledged points, all there`);
  assert.ok(count > kills * clients, "too little was logged to be lost");
});

async function call(server: TrackingServer, path: string, body: object): Promise<string> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
