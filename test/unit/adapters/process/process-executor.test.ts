import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { StepMessage } from "../../../../src/ports/step-executor.ts";
import { order } from "../../../conformance/step-executor/suite.ts";
import { isAlive, processFixture } from "../../../support/process-fixture.ts";

const never = new AbortController().signal;

it("fails the attempt of a worker that dies, with its last words, and starts another", async () => {
  await using opened = await processFixture();
  await assert.rejects(
    opened.executor.run(order("die"), () => {}, never),
    {
      code: "pipelines/worker-died",
      message: /SIGKILL/,
    },
  );
  assert.ok(await opened.executor.run(order("sum"), () => {}, never));
});

it("stops by force a step that hears nothing", async () => {
  await using opened = await processFixture();
  const cancel = new AbortController();
  const pid = Promise.withResolvers<number>();
  const hear = (message: StepMessage): void => pid.resolve(Number(/\d+/.exec(JSON.stringify(message))?.[0]));
  const running = opened.executor.run(order("spin"), hear, cancel.signal);
  const worker = await pid.promise;
  await sleep(150); // by now it holds its event loop
  cancel.abort(new Error("enough"));
  await assert.rejects(running, /enough/);
  assert.equal(isAlive(worker), false);
});

it("ends the programs that a killed worker had started", async () => {
  await using opened = await processFixture();
  let left = 0;
  const hear = (message: StepMessage): void => {
    left = Number(/left (\d+)/.exec(JSON.stringify(message))?.[1] ?? left);
  };
  await assert.rejects(opened.executor.run(order("leave"), hear, never), { code: "pipelines/worker-died" });
  assert.ok(left > 0);
  await until(() => !isAlive(left));
});

it("puts what a step prints into its log", async () => {
  await using opened = await processFixture();
  const said: StepMessage[] = [];
  await opened.executor.run(order("print"), (message) => said.push(message), never);
  assert.deepEqual(
    said,
    ["printed", "by the step"].map((text) => ({ type: "log", level: "info", text })),
  );
});

it("uses one warm worker again, and replaces it when it has grown too large", async () => {
  await using opened = await processFixture({ maxRssBytes: 300 * 1024 * 1024 });
  const pids: unknown[] = [];
  for (const bytes of [1, 1, 400 * 1024 * 1024, 1]) {
    const { out } = await opened.executor.run(order("hoard", { bytes }), () => {}, never);
    pids.push(out?.value);
  }
  assert.equal(pids[0], pids[2]);
  assert.notEqual(pids[2], pids[3]);
});

it("leaves no process and no scratch folder when closed, also with a step under way", async () => {
  const opened = await processFixture();
  const pid = Promise.withResolvers<number>();
  const { out } = await opened.executor.run(order("scratch"), () => {}, never);
  const worker = (out?.value as { pid: number }).pid;
  const running = opened.executor.run(order("wait"), () => pid.resolve(0), never);
  const refused = assert.rejects(running, { code: "pipelines/interrupted" });
  await pid.promise;
  await opened.executor[Symbol.asyncDispose]();
  await refused;
  assert.equal(isAlive(worker), false);
  assert.deepEqual(await readdir(join(opened.path, "scratch")), []);
  await opened[Symbol.asyncDispose]();
});

for (const kind of ["wait", "spin"]) {
  it(`leaves no worker behind when its parent is killed while it does "${kind}"`, async () => {
    await using opened = await processFixture();
    const parent = fork(join(import.meta.dirname, "killed-parent.ts"), [opened.path, kind], {
      execArgv: [],
    });
    const [worker] = (await once(parent, "message")) as [number];
    assert.equal(isAlive(worker), true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await until(() => !isAlive(worker));
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 500, "it did not come to pass in 10 s");
    await sleep(20);
  }
}
