import { parentPort, workerData } from "node:worker_threads";
import type { CallContext, FromCall } from "./call-step.ts";

/** The thread of one call: imports the module, calls the function, says what came of it. */

const given = workerData as Pick<CallContext, "args" | "inputs" | "scratch"> & {
  readonly module: string;
  readonly export: string;
};

function say(message: FromCall): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
}

const context: CallContext = {
  args: given.args,
  inputs: given.inputs,
  scratch: given.scratch,
  log: (text) => say({ type: "log", text }),
  progress: (fraction, message) => say({ type: "progress", fraction, message }),
  metric: (key, value, step) => say({ type: "metric", key, value, step }),
};

try {
  const module = (await import(given.module)) as Record<string, unknown>;
  const called = module[given.export];
  if (typeof called === "function") {
    const value: unknown = await (called as (context: CallContext) => unknown)(context);
    say({ type: "returned", value: JSON.parse(JSON.stringify(value ?? null)) as unknown });
  } else {
    const known = Object.keys(module).join(", ") || "nothing";
    say({ type: "not-found", reason: `the module exports ${known}` });
  }
} catch (thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const ours = import.meta.filename;
  const frames = (error.stack ?? error.message).split("\n").filter((line) => !line.includes(ours));
  say({ type: "threw", name: error.name, message: error.message, stack: frames.join("\n") });
}
