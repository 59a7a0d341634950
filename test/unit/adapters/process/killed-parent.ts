import { join } from "node:path";
import { openProcessExecutor } from "../../../../src/adapters/process/process-executor.ts";
import type { StepMessage } from "../../../../src/ports/step-executor.ts";
import { order } from "../../../conformance/step-executor/suite.ts";

/** A program that is killed while its worker is at work; tells the worker's pid. */
const [directory = "", kind = ""] = process.argv.slice(2);
const executor = await openProcessExecutor({
  entry: join(import.meta.dirname, "../../../support/step-worker.ts"),
  args: [directory],
  scratchDir: join(directory, "scratch"),
});
const never = new AbortController().signal;
const { out } = await executor.run(order("scratch"), () => {}, never);
const { pid } = out?.value as { pid: number };
const tell: (said: StepMessage) => void = () => void setTimeout(() => process.send?.(pid), 200);
await executor.run(order(kind), tell, never);
