import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fail } from "../../src/kernel/errors/prumo-error.ts";
import { hashJson } from "../../src/kernel/hashing.ts";
import type { Json } from "../../src/kernel/json.ts";
import type { StepKind, StepValues } from "../../src/ports/step-kind.ts";

/** Small step kinds whose behaviour tests can see. */

export function json(value: Json): StepValues[string] {
  return { type: "json", digest: hashJson(value), value: value as StepValues[string]["value"] };
}

const anything = z.json();

function kind<Params>(
  name: string,
  params: z.ZodType<Params>,
  work: NonNullable<StepKind<Params>["work"]>,
  cacheable = true,
): StepKind<Params> {
  return { name, version: 1, params, cacheable, work };
}

/** Adds its numbers and those of its inputs; says so in every way a step can. */
const sum = kind("sum", z.object({ add: z.number().default(0) }), async ({ add }, inputs, tools) => {
  const total = Object.values(inputs).reduce((so, { value }) => so + Number(value), add);
  tools.progress(0.5, "adding");
  tools.log("info", `the sum is ${total}`);
  tools.metric("total", total, 0);
  tools.fact("total", { total });
  return { out: json(total) };
});

/** Appends its step's attempt to a file: an effect outside, which a test can count. Then sums. */
const effect = kind(
  "effect",
  z.object({ file: z.string(), line: z.string(), add: z.number().default(0), ms: z.number().default(0) }),
  async ({ file, line, add, ms }, inputs, tools) => {
    appendFileSync(file, `${line}\n`);
    await sleep(ms);
    const total = Object.values(inputs).reduce((so, { value }) => so + Number(value), add);
    const { sha256 } = await tools.blobs.put(Buffer.from(`${line}: ${total}`.repeat(1_000)));
    return { out: json(total), blob: { type: "file", digest: sha256, value: { sha256 } } };
  },
);

/** Waits until cancelled; obeys its signal. */
const wait = kind("wait", anything, async (_, _inputs, tools) => {
  tools.log("info", "waiting");
  await sleep(60_000, undefined, { signal: tools.signal });
  return {};
});

/** Holds the event loop and hears nothing. */
const spin = kind("spin", anything, async (_, _inputs, tools) => {
  tools.log("info", `spinning ${process.pid}`);
  await sleep(100);
  const until = performance.now() + 60_000;
  while (performance.now() < until);
  return {};
});

const die = kind("die", anything, async () => {
  process.stderr.write("these are my last words\n");
  process.kill(process.pid, "SIGKILL");
  await sleep(60_000);
  return {};
});

const throwing = kind("throw", anything, async () => {
  throw new RangeError("seven is too much");
});

const refuse = kind("refuse", anything, async () => {
  throw fail("kernel/not-found", { kind: "thing", id: "seven" });
});

const print = kind("print", anything, async () => {
  console.log("printed\nby the step");
  return {};
});

/** What it finds in its scratch folder, before it leaves something there. */
const scratch = kind("scratch", anything, async (_, _inputs, tools) => {
  const found = await readdir(tools.scratch);
  await writeFile(join(tools.scratch, "left"), "x");
  return { out: json({ found, path: tools.scratch, pid: process.pid }) };
});

/** Starts a program that outlives a killed worker, and lists it as a step should. */
const leave = kind("leave", anything, async (_, _inputs, tools) => {
  const { processIdentity } = await import("../../src/kernel/process-identity.ts");
  const child = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  await writeFile(join(tools.scratch, ".processes"), `${processIdentity(child.pid)}\n`);
  tools.log("info", `left ${child.pid}`);
  await sleep(100);
  process.kill(process.pid, "SIGKILL");
  return {};
});

/** Keeps so much memory that its worker is replaced. */
const hoard = kind("hoard", z.object({ bytes: z.number() }), async ({ bytes }) => {
  hoarded.push(Buffer.alloc(bytes, 1));
  return { out: json(process.pid) };
});
const hoarded: Buffer[] = [];

export const testKinds = [
  sum,
  effect,
  wait,
  spin,
  die,
  throwing,
  refuse,
  print,
  scratch,
  leave,
  hoard,
] as unknown as readonly StepKind[];
