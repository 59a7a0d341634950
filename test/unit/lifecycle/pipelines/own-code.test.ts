import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, it } from "node:test";
import type { PipelineRun } from "../../../../src/contract/records/pipelines.ts";
import { sha256 } from "../../../../src/kernel/hashing.ts";
import { isAlive } from "../../../support/process-fixture.ts";
import { pipelinesFixture, spec, trigger } from "../../../support/pipelines-fixture.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

type Opened = Awaited<ReturnType<typeof pipelinesFixture>>;

const node = process.execPath;

async function run({ pipelines }: Opened, step: { kind: string; params: unknown }): Promise<PipelineRun> {
  const steps = spec({ a: { kind: "sum", params: { add: 20 } }, b: { ...step, from: ["a"] } });
  return pipelines.wait((await pipelines.start({ pipeline: "p", spec: steps, trigger })).id);
}

async function stepB({ pipelines }: Opened, { id }: PipelineRun) {
  const [, step] = await pipelines.steps(id);
  assert.ok(step);
  return step;
}

describe("a command step", () => {
  it("reads inputs, writes typed outputs, and logs what it prints", async () => {
    await using opened = await pipelinesFixture();
    const program = `
      const { readFileSync, writeFileSync } = require("node:fs");
      const total = 22 + JSON.parse(readFileSync(process.env.PRUMO_INPUT_A, "utf8"));
      console.log("cwd " + process.cwd());
      console.error("extra " + process.env.EXTRA);
      writeFileSync(process.env.PRUMO_OUTPUT_ANSWER, JSON.stringify({ total }));
      writeFileSync(process.env.PRUMO_OUTPUT_THE_FILE, "abc");
    `;
    const outputs = { answer: "json", "the-file": "file" };
    const params = { command: [node, "-e", program], outputs, env: { EXTRA: "yes; rm -rf /" } };
    const done = await run(opened, { kind: "command", params });
    assert.equal(done.error, null);
    const made = (await stepB(opened, done)).outputs;
    assert.deepEqual(made["answer"]?.value, { total: 42 });
    const digest = sha256("abc");
    assert.deepEqual(made["the-file"], { type: "file", digest, value: { sha256: digest, bytes: 3 } });
    const logs = await opened.pipelines.logs(done.id, { step: "b" });
    assert.deepEqual(logs.map(({ level, text }) => `${level} ${text}`).sort(), [
      `info cwd ${opened.path}`,
      "warn extra yes; rm -rf /",
    ]);
  });

  it("says how it failed: exit code, missing output, broken JSON, no such program", async () => {
    await using opened = await pipelinesFixture();
    const codeOf = async (command: string[], outputs = {}) =>
      (await run(opened, { kind: "command", params: { command, outputs } })).error;
    const failed = await codeOf([node, "-e", "process.exit(3)"]);
    assert.equal(failed?.code, "pipelines/command-failed");
    assert.match(failed?.message ?? "", /exit code 3/);
    const missing = await codeOf([node, "-e", ""], { model: "model" });
    assert.equal(missing?.code, "pipelines/command-output-missing");
    assert.match(missing?.repair ?? "", /PRUMO_OUTPUT_MODEL/);
    const write = "require('fs').writeFileSync(process.env.PRUMO_OUTPUT_X, 'no json')";
    assert.equal((await codeOf([node, "-e", write], { x: "json" }))?.code, "kernel/bad-input");
    assert.equal((await codeOf(["no-such-program"]))?.code, "pipelines/command-not-found");
  });

  it("is cached until a file that it names, or one beside it, changes", async () => {
    await using opened = await pipelinesFixture();
    const program = join(opened.path, "fit.mjs");
    const helper = join(opened.path, "helper.mjs");
    writeFileSync(program, "import './helper.mjs';");
    writeFileSync(helper, "console.log(1);");
    const step = { kind: "command", params: { command: [node, "fit.mjs"] } };
    const state = async () => (await stepB(opened, await run(opened, step))).state;
    assert.deepEqual([await state(), await state()], ["succeeded", "cached"]);
    writeFileSync(helper, "console.log(2);");
    assert.deepEqual([await state(), await state()], ["succeeded", "cached"]);
  });

  it("ends with all that it started when the run is cancelled", async () => {
    await using opened = await pipelinesFixture();
    const { pipelines, events } = opened;
    const child = "setInterval(() => {}, 1e6)";
    const program = `
      const { spawn } = require("node:child_process");
      const { pid } = spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "ignore" });
      console.log("pid " + pid);
      ${child};
    `;
    const command = spec({ c: { kind: "command", params: { command: [node, "-e", program] } } });
    const following = events.follow(undefined, AbortSignal.timeout(20_000));
    const { id } = await pipelines.start({ pipeline: "p", spec: command, trigger });
    let pid = 0;
    for await (const news of following) {
      pid = Number(/pid (\d+)/.exec(JSON.stringify(news))?.[1] ?? 0);
      if (pid > 0) break;
    }
    assert.ok(isAlive(pid));
    assert.equal((await pipelines.cancel(id)).state, "cancelled");
    for (let tries = 0; isAlive(pid); tries++) {
      assert.ok(tries < 500, "it lives on");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
});

describe("a call step", () => {
  it("gives the function its arguments and inputs, and keeps the JSON it returns", async () => {
    await using opened = await pipelinesFixture();
    const text = `
      import { readFileSync } from "node:fs";
      import { twice } from "./twice.ts";
      export async function score({ args, inputs, log, progress }: any): Promise<object> {
        progress(0.5, "half");
        log("from the function");
        console.log("from the console");
        const path: number = JSON.parse(readFileSync(inputs.a.path, "utf8"));
        return { total: twice(inputs.a.value) + args.plus, path };
      }`;
    writeFileSync(join(opened.path, "score.ts"), text);
    writeFileSync(join(opened.path, "twice.ts"), "export const twice = (n: number) => 2 * n;");
    const step = { kind: "call", params: { module: "score.ts", export: "score", args: { plus: 2 } } };
    const done = await run(opened, step);
    assert.equal(done.error, null);
    assert.deepEqual((await stepB(opened, done)).outputs["out"]?.value, { total: 42, path: 20 });
    const logs = (await opened.pipelines.logs(done.id, { step: "b" })).map((line) => line.text);
    assert.deepEqual(logs.sort(), ["from the console", "from the function"]);

    assert.equal((await stepB(opened, await run(opened, step))).state, "cached");
    writeFileSync(join(opened.path, "twice.ts"), "export const twice = (n: number) => 3 * n;");
    const edited = await stepB(opened, await run(opened, step));
    assert.deepEqual(edited.outputs["out"]?.value, { total: 62, path: 20 });
  });

  it("keeps the stack of what the function threw", async () => {
    await using opened = await pipelinesFixture();
    writeFileSync(
      join(opened.path, "bad.ts"),
      "export function bad() {\n  inner();\n}\nfunction inner() {\n  throw new RangeError('mine');\n}\n",
    );
    const done = await run(opened, { kind: "call", params: { module: "bad.ts", export: "bad" } });
    assert.equal(done.error?.code, "pipelines/step-threw");
    assert.match(
      done.error?.stack ?? "",
      /^RangeError: mine\n +at inner .*bad\.ts:5:\d+\)?\n +at .*bad.*bad\.ts:2/,
    );
    assert.doesNotMatch(done.error?.stack ?? "", /call-thread/);
  });

  it("can be cancelled in a loop without end", async () => {
    await using opened = await pipelinesFixture();
    writeFileSync(join(opened.path, "loop.ts"), "export function loop({ log }) { log('in'); for (;;); }");
    const step = { kind: "call", params: { module: "loop.ts", export: "loop" } };
    const following = opened.events.follow(undefined, AbortSignal.timeout(20_000));
    const { id } = await opened.pipelines.start({ pipeline: "p", spec: spec({ l: step }), trigger });
    for await (const news of following) if ("topic" in news && news.topic === "step-log") break;
    assert.equal((await opened.pipelines.cancel(id)).state, "cancelled");
  });

  it("finds functions of the project only", async () => {
    await using opened = await pipelinesFixture();
    await using elsewhere = await temporaryDirectory();
    const outside = join(elsewhere.path, "outside.ts");
    writeFileSync(outside, "export const x = () => 1;");
    symlinkSync(outside, join(opened.path, "link.ts"));
    mkdirSync(join(opened.path, "in"));
    writeFileSync(join(opened.path, "in", "some.ts"), "export const some = () => 1;");
    const codeOf = async (module: string, name: string) =>
      (await run(opened, { kind: "call", params: { module, export: name } })).error;
    const other = await codeOf("in/some.ts", "smoe");
    assert.equal(other?.code, "pipelines/call-not-found");
    assert.match(other?.message ?? "", /the module exports some/);
    assert.equal((await codeOf(outside, "x"))?.code, "pipelines/call-not-found");
    assert.equal((await codeOf("link.ts", "x"))?.code, "pipelines/call-not-found");
    const up = relative(opened.path, outside);
    assert.equal((await codeOf(up, "x"))?.code, "pipelines/call-not-found");
  });
});
