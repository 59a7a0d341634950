import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { openProcessExecutor } from "../../src/adapters/process/process-executor.ts";
import type { StepRecorder } from "../../src/ports/step-kind.ts";
import { openPipelinesIn, spec, trigger } from "../support/pipelines-fixture.ts";

/**
 * A program that is killed: opens what is in the directory, goes on with the one run, or starts it. Six steps
 * in worker processes; each leaves a line in `effects` per attempt, and one in `records` when it is recorded.
 */
const [directory = "", settings = "{}"] = process.argv.slice(2);
const { leaseMs = 10_000, ms = 40 } = JSON.parse(settings) as { leaseMs?: number; ms?: number };

const file = join(directory, "effects");
const effect = (line: string, add: number, from: string[] = []) => ({
  kind: "effect",
  params: { file, line, add, ms },
  from,
});
const six = spec({
  first: effect("first", 1),
  left: effect("left", 10, ["first"]),
  right: effect("right", 100, ["first"]),
  joined: effect("joined", 1_000, ["left", "right"]),
  apart: effect("apart", 7),
  last: effect("last", 10_000, ["joined", "apart"]),
});

const recorder: StepRecorder = {
  async done({ step, stepRunId, attempt, outputs }) {
    appendFileSync(join(directory, "records"), `${step} ${stepRunId} ${attempt} ${process.pid}\n`);
    return outputs;
  },
};

const executor = await openProcessExecutor({
  entry: join(import.meta.dirname, "../support/step-worker.ts"),
  args: [directory],
  scratchDir: join(directory, "scratch"),
});
await using opened = await openPipelinesIn(directory, {
  executor,
  recorders: { effect: recorder },
  leaseMs,
  parallel: 2,
});
const start = { pipeline: "six", spec: six, trigger, idempotencyKey: "the one" };
const { id } = await opened.pipelines.start(start);
process.send?.("open");
const { state } = await opened.pipelines.wait(id);
process.send?.(state);
process.disconnect?.();
