import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../src/kernel/random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTinyWithLog } from "../support/tiny-serving.ts";

const rounds = 6;

/** Starts the child, kills it at a random moment after it is ready, and gives what it had been promised. */
async function killedRun(directory: string, round: number, afterMs: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "serving-child.ts"), directory, String(round)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  let complained = "";
  const ready = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.includes("ready")) ready.resolve();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (complained += text));
  const ended = once(child, "close");
  await Promise.race([ready.promise, ended]);
  assert.equal(child.exitCode, null, `the child died by itself: ${complained}`);
  await sleep(afterMs);
  child.kill("SIGKILL");
  await ended;
  assert.equal(child.signalCode, "SIGKILL", `the child died by itself: ${complained}`);
  // The last line may be cut; it was then not yet a promise we have heard.
  return said.split("\n").slice(0, -1);
}

test("kill -9 at any moment loses no flushed prediction and no acknowledged label", async () => {
  await using directory = await temporaryDirectory();
  const random = seededRandom(2_001);
  const flushed = new Set<string>();
  const labels = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const line of await killedRun(directory.path, round, 30 + random.below(500))) {
      const [kind, ...words] = line.split(" ");
      if (kind === "F") for (const id of words) if (id !== "") flushed.add(id);
      if (kind === "L") for (const id of words.slice(1)) labels.set(id, Number(words[0]));
    }
  }
  assert.ok(flushed.size > 100 && labels.size > 100, `too little happened: ${flushed.size}, ${labels.size}`);

  const models = Array.from({ length: 60 }, (_, i) => ({ version: i + 1, intercept: -1 + i / 1_000 }));
  await using open = await openTinyWithLog(directory.path, { models });
  const { sql } = await open.predictions.windowSql("delays", { from: 0, to: Date.now() });
  const rows = await open.tables.rows(`SELECT id, label FROM (${sql})`);
  const found = new Map(rows.map((row) => [String(row["id"]), row["label"]]));
  assert.equal(found.size, rows.length, "a prediction is in the log twice");
  const lost = [...flushed].filter((id) => !found.has(id));
  assert.deepEqual(lost, [], "flushed predictions were lost");
  const dir = join(directory.path, "predictions", "delays");
  const kept = await open.tables.rows(
    `SELECT id, arg_max(label, seq) AS label FROM read_parquet('${dir}/l-*.parquet') GROUP BY id`,
  );
  const known = new Map(kept.map((row) => [String(row["id"]), row["label"]]));
  for (const [id, label] of labels) {
    assert.equal(known.get(id), label, `the label of ${id}`);
    if (found.has(id)) assert.equal(found.get(id), label);
  }

  // Rollouts were killed half-way too: each goes on from what is written, and one version is live.
  const { variants } = open.deployments.deployment("delays");
  assert.equal(variants.filter(({ role }) => role === "live").length, 1);
  const rollouts = (await open.deployments.rollouts("delays")).reverse();
  assert.ok(rollouts.length > 1);
  for (const { history, state } of rollouts) {
    assert.equal(history.at(-1)?.state, state);
    const seen = history.map((one) => one.state).join(" ");
    assert.match(seen, /^preparing( shadow( canary( canary)?)?)?( promoting)?( promoted| rolled-back)?$/);
  }
  const told = (await open.events.recent(10_000)).filter(({ type }) => type === "deployment.rollout-changed");
  const moves = rollouts.reduce((sum, { history }) => sum + history.length, 0);
  assert.equal(told.length, moves, "an event is missing or came twice");
});
