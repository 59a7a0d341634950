import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { sql } from "kysely";
import type { StoredEvent } from "../../../../src/contract/events.ts";
import type { StepKind, StepRecorder } from "../../../../src/ports/step-kind.ts";
import { openPipelinesIn, pipelinesFixture, spec, trigger } from "../../../support/pipelines-fixture.ts";
import { json, testKinds } from "../../../support/step-kinds.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

type Opened = Awaited<ReturnType<typeof pipelinesFixture>>;

const sums = spec(
  {
    a: { kind: "sum", params: { add: { $param: "start" } } },
    b: { kind: "sum", params: { add: 10 }, from: ["a"] },
    c: { kind: "sum", params: { add: 100 }, from: ["a"] },
    d: { kind: "sum", from: ["b", "c"] },
  },
  { start: 1 },
);

async function run({ pipelines }: Opened, what = sums, params = {}, pipeline = "p") {
  const started = await pipelines.start({ pipeline, spec: what, params, trigger });
  const ended = await pipelines.wait(started.id);
  const steps = await pipelines.steps(started.id);
  return { ...ended, steps, step: Object.fromEntries(steps.map((step) => [step.name, step])) };
}

async function lines({ pipelines }: Opened, runId: string): Promise<string[]> {
  return (await pipelines.logs(runId)).map(({ step, level, text }) => `${step} ${level} ${text}`);
}

function history(events: readonly StoredEvent[]): string[] {
  return events.toReversed().map(({ data }) => {
    const told = data as { step?: string; state: string; attempt?: number };
    return told.step === undefined ? told.state : `${told.step} ${told.state} ${told.attempt}`;
  });
}

describe("a run", () => {
  it("runs steps in the order of their edges and tells of each change once", async () => {
    await using opened = await pipelinesFixture();
    const done = await run(opened);
    assert.equal(done.state, "succeeded");
    assert.equal(done.error, null);
    // 1; 1+10; 1+100; 11+101
    assert.deepEqual(
      done.steps.map((step) => step.outputs["out"]?.value),
      [1, 11, 101, 112],
    );
    assert.deepEqual(history(await opened.events.recent(100)), [
      "queued",
      "running",
      "a leased 1",
      "a succeeded 1",
      "b ready 0",
      "c ready 0",
      "b leased 1",
      "b succeeded 1",
      "c leased 1",
      "c succeeded 1",
      "d ready 0",
      "d leased 1",
      "d succeeded 1",
      "succeeded",
    ]);
    assert.deepEqual(await lines(opened, done.id), [
      "a info the sum is 1",
      "b info the sum is 11",
      "c info the sum is 101",
      "d info the sum is 112",
    ]);
  });

  it("serves unchanged steps from the cache, also under another pipeline, and says so", async () => {
    await using opened = await pipelinesFixture();
    const first = await run(opened);
    const second = await run(opened, sums, {}, "q");
    assert.deepEqual(
      second.steps.map((step) => step.state),
      ["cached", "cached", "cached", "cached"],
    );
    assert.deepEqual(
      second.steps.map((step) => step.outputs),
      first.steps.map((step) => step.outputs),
    );
    assert.match((await lines(opened, second.id))[0] ?? "", /a info Served from the cache.* a of p #1/);
    const third = await run(opened, sums, { start: 2 });
    assert.deepEqual(
      third.steps.map((step) => step.state),
      ["succeeded", "succeeded", "succeeded", "succeeded"],
    );
  });

  it("runs a step anew when its kind's version or identity has changed", async () => {
    await using directory = await temporaryDirectory();
    const [sum] = testKinds.filter(({ name }) => name === "sum");
    assert.ok(sum);
    const one = spec({ a: { kind: "sum" } });
    const stateWith = async (kind: StepKind): Promise<unknown> => {
      await using opened = await openPipelinesIn(directory.path, { kinds: [kind] });
      return (await run({ ...opened }, one)).step["a"]?.state;
    };
    assert.equal(await stateWith(sum), "succeeded");
    assert.equal(await stateWith(sum), "cached");
    assert.equal(await stateWith({ ...sum, version: 2 }), "succeeded");
    assert.equal(await stateWith({ ...sum, version: 2, identity: async () => "file 1" }), "succeeded");
    assert.equal(await stateWith({ ...sum, version: 2, identity: async () => "file 2" }), "succeeded");
    assert.equal(await stateWith({ ...sum, version: 2, identity: async () => "file 1" }), "cached");
    assert.equal(await stateWith({ ...sum, cacheable: false }), "succeeded");
  });

  it("skips what depends on a failure, does the rest, and fails with the step's own error", async () => {
    await using opened = await pipelinesFixture();
    const broken = spec({
      bad: { kind: "throw" },
      after: { kind: "sum", from: ["bad"] },
      far: { kind: "sum", from: ["after"] },
      apart: { kind: "sum", params: { add: 5 } },
    });
    const done = await run(opened, broken);
    assert.deepEqual(
      done.steps.map(({ name, state }) => `${name} ${state}`),
      ["bad failed", "after skipped", "far skipped", "apart succeeded"],
    );
    assert.equal(done.state, "failed");
    assert.equal(done.error?.code, "pipelines/step-threw");
    assert.match(done.error?.stack ?? "", /RangeError: seven is too much[^]*step-kinds\.ts/);
  });

  it("retries what broke as often as allowed, and what was refused not at all", async () => {
    await using opened = await pipelinesFixture();
    const broken = spec({ t: { kind: "throw", retries: 2 }, r: { kind: "refuse", retries: 2 } });
    const done = await run(opened, broken);
    assert.deepEqual([done.step["t"]?.attempt, done.step["r"]?.attempt], [3, 1]);
    assert.equal(done.step["r"]?.error?.code, "kernel/not-found");
  });

  it("ends a step that takes longer than its timeout", async () => {
    await using opened = await pipelinesFixture();
    const done = await run(opened, spec({ w: { kind: "wait", timeout: "50ms" } }));
    assert.equal(done.error?.code, "pipelines/step-timeout");
  });

  it("fails a step that reads an output which is not there, and one whose output is not valid", async () => {
    await using opened = await pipelinesFixture();
    const bad: StepKind = {
      ...(testKinds[0] as StepKind),
      name: "bad",
      work: async () => ({ out: { type: "jsno" } }) as never,
    };
    const done = await run(opened, spec({ a: { kind: "sum" }, b: { kind: "sum", from: ["a.uot"] } }));
    assert.equal(done.error?.code, "pipelines/missing-output");
    assert.equal(done.step["b"]?.attempt, 0);
    await using other = await pipelinesFixture({ kinds: [bad], executor: executorOf(bad) });
    assert.equal((await run(other, spec({ a: { kind: "bad" } }))).error?.code, "pipelines/bad-output");
  });

  it("answers a second start with the same key by the first run", async () => {
    await using opened = await pipelinesFixture();
    const start = () =>
      opened.pipelines.start({ pipeline: "p", spec: sums, trigger, idempotencyKey: "alert 7" });
    const [one, two] = await Promise.all([start(), start()]);
    assert.equal(one.id, two.id);
    const other = await opened.pipelines.start({
      pipeline: "q",
      spec: sums,
      trigger,
      idempotencyKey: "alert 7",
    });
    assert.notEqual(other.id, one.id);
    await Promise.all([one, other].map(({ id }) => opened.pipelines.wait(id)));
  });

  it("writes nothing of a start that is not valid", async () => {
    await using opened = await pipelinesFixture();
    const start = opened.pipelines.start({ pipeline: "p", spec: spec({ a: { kind: "summ" } }), trigger });
    await assert.rejects(start, { code: "pipelines/unknown-kind" });
    assert.deepEqual((await opened.pipelines.runs()).items, []);
  });

  it("lists runs newest first, in pages, numbered within their pipeline", async () => {
    await using opened = await pipelinesFixture();
    for (const pipeline of ["p", "q", "p", "p"]) await run(opened, sums, {}, pipeline);
    const first = await opened.pipelines.runs({ limit: 3 });
    const rest = await opened.pipelines.runs({ limit: 3, cursor: first.next ?? "" });
    const shown = [...first.items, ...rest.items].map(({ pipeline, number }) => `${pipeline} #${number}`);
    assert.deepEqual(shown, ["p #3", "p #2", "q #1", "p #1"]);
    assert.equal(rest.next, null);
    assert.equal((await opened.pipelines.runs({ pipeline: "q" })).items.length, 1);
    await assert.rejects(opened.pipelines.runs({ cursor: "x" }), { code: "kernel/bad-input" });
  });
});

describe("cancel", () => {
  it("ends the step at work, skips the rest, and is for good", async () => {
    await using opened = await pipelinesFixture();
    const { pipelines } = opened;
    const waiting = spec({ w: { kind: "wait" }, after: { kind: "sum", from: ["w"] } });
    const { id } = await pipelines.start({ pipeline: "p", spec: waiting, trigger });
    const cancelled = await pipelines.cancel(id);
    assert.equal(cancelled.state, "cancelled");
    assert.deepEqual(
      (await pipelines.steps(id)).map(({ state }) => state),
      ["skipped", "skipped"],
    );
    assert.equal((await pipelines.cancel(id)).state, "cancelled");
    await assert.rejects(pipelines.resume(id), { code: "pipelines/cannot-resume" });
    const done = await run(opened);
    await assert.rejects(pipelines.cancel(done.id), { code: "pipelines/bad-transition" });
  });

  it("reaches a run that another process works on", async () => {
    await using directory = await temporaryDirectory();
    await using worker = await openPipelinesIn(directory.path, { leaseMs: 300 });
    await using other = await openPipelinesIn(directory.path, { takesOver: false });
    const { id } = await worker.pipelines.start({
      pipeline: "p",
      spec: spec({ w: { kind: "wait" } }),
      trigger,
    });
    assert.equal((await other.pipelines.cancel(id)).state, "running");
    assert.equal((await other.pipelines.wait(id)).state, "cancelled");
  });
});

describe("resume", () => {
  it("does failed and skipped steps again, finished ones not", async () => {
    await using opened = await pipelinesFixture();
    const { pipelines, path } = opened;
    const file = join(path, "effects");
    const program = join(path, "flaky.mjs");
    writeFileSync(
      program,
      "import { existsSync } from 'node:fs'; process.exit(existsSync('repaired') ? 0 : 4);",
    );
    const flaky = spec({
      once: { kind: "effect", params: { file, line: "once" } },
      flaky: { kind: "command", params: { command: [process.execPath, program] }, from: ["once"] },
      last: { kind: "effect", params: { file, line: "last" }, from: ["once"] },
    });
    const done = await run(opened, flaky);
    assert.equal(done.error?.code, "pipelines/command-failed");
    writeFileSync(join(path, "repaired"), "");
    await pipelines.resume(done.id);
    const again = await pipelines.wait(done.id);
    assert.deepEqual([again.state, again.error], ["succeeded", null]);
    assert.equal(readFileSync(file, "utf8"), "once\nlast\n");
    assert.deepEqual(
      (await pipelines.steps(done.id)).map(({ attempt }) => attempt),
      [1, 2, 1],
    );
    await assert.rejects(pipelines.resume(done.id), { code: "pipelines/cannot-resume" });
  });

  it("goes on by itself when prumo is opened again", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "effects");
    const two = spec({
      one: { kind: "effect", params: { file, line: "one" } },
      two: { kind: "effect", params: { file, line: "two", ms: 300 }, from: ["one"] },
    });
    const started = await (async () => {
      await using opened = await openPipelinesIn(directory.path);
      const { id } = await opened.pipelines.start({ pipeline: "p", spec: two, trigger });
      for await (const _ of opened.events.follow(0, AbortSignal.timeout(20_000))) {
        const [, second] = await opened.pipelines.steps(id);
        if (second?.state === "leased" && existsSync(file)) break;
      }
      return id;
    })();
    await using opened = await openPipelinesIn(directory.path);
    assert.equal((await opened.pipelines.wait(started)).state, "succeeded");
    const [one, second] = await opened.pipelines.steps(started);
    assert.deepEqual([one?.attempt, second?.attempt], [1, 2]);
    assert.match((await lines(opened, started)).join("\n"), /two warn .*interrupted/);
  });
});

describe("a full disk", () => {
  it("is told to whoever waits, and the run goes on when there is room again", async () => {
    const big: StepRecorder = { done: async () => ({ out: json("x".repeat(500_000)) }) };
    await using opened = await pipelinesFixture({ recorders: { sum: big } });
    const { pipelines, meta, path } = opened;
    // SQLITE_FULL by max_page_count is what a full disk gives (sqlite.org/rescode.html#full).
    const limitPages = (pages: number) =>
      meta.write<unknown, void>(async ({ db }) => {
        await sql.raw(`pragma max_page_count = ${pages}`).execute(db);
      });
    const file = join(path, "effects");
    const two = spec({
      one: { kind: "effect", params: { file, line: "one" } },
      two: { kind: "sum", from: ["one"] },
    });
    await limitPages(100); // 400 kB: room for all but the output of the second step
    const { id } = await pipelines.start({ pipeline: "p", spec: two, trigger });
    await assert.rejects(pipelines.wait(id), { code: "storage/disk-full" });
    assert.equal((await pipelines.run(id)).state, "running");
    await limitPages(100_000);
    await pipelines.resume(id);
    assert.equal((await pipelines.wait(id)).state, "succeeded");
    assert.equal(readFileSync(file, "utf8"), "one\n");
  });
});

describe("recorders", () => {
  it("begin before, hear metrics, and turn facts and outputs into the final outputs", async () => {
    const told: string[] = [];
    const recorder: StepRecorder = {
      async begin({ step, attempt }) {
        told.push(`begin ${step} ${attempt}`);
        return { runId: `run_of_${step}` };
      },
      async metrics(runId, points) {
        told.push(`${runId} ${points.map(({ key, value }) => `${key}=${value}`).join()}`);
      },
      async done({ step, facts, runId, outputs }) {
        told.push(`done ${step} ${runId} ${JSON.stringify(facts)}`);
        return { ...outputs, more: json("recorded") };
      },
    };
    await using opened = await pipelinesFixture({ recorders: { sum: recorder } });
    const one = spec({ a: { kind: "sum", params: { add: 3 } } });
    const done = await run(opened, one);
    assert.deepEqual(told, [
      "begin a 1",
      "run_of_a total=3",
      'done a run_of_a [{"name":"total","data":{"total":3}}]',
    ]);
    assert.deepEqual(done.step["a"]?.outputs, { out: json(3), more: json("recorded") });
    assert.equal(done.step["a"]?.runId, "run_of_a");
    const cached = await run(opened, one);
    assert.deepEqual(
      [cached.step["a"]?.state, cached.step["a"]?.runId, cached.step["a"]?.outputs["more"]?.value],
      ["cached", "run_of_a", "recorded"],
    );
    assert.equal(told.length, 3);
  });

  it("can refuse a step, whose error keeps its code; and are told of failures", async () => {
    const told: string[] = [];
    const recorder: StepRecorder = {
      async done() {
        throw new TypeError("cannot record");
      },
      async failed({ step }, error) {
        told.push(`${step}: ${String(error)}`);
      },
    };
    await using opened = await pipelinesFixture({ recorders: { sum: recorder } });
    const done = await run(opened, spec({ a: { kind: "sum" } }));
    assert.equal(done.state, "failed");
    assert.deepEqual(told, ["a: TypeError: cannot record"]);
    assert.equal((await run(opened, spec({ a: { kind: "sum" } }))).step["a"]?.state, "failed");
  });
});

function executorOf(kind: StepKind) {
  return {
    run: async () => (await kind.work?.({}, {}, undefined as never)) ?? {},
    async [Symbol.asyncDispose]() {},
  };
}
