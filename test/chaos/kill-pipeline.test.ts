import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openFileBlobs } from "../../src/adapters/files/file-blobs.ts";
import { seededRandom, type Random } from "../../src/kernel/random.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * SIGKILL of the whole runner at seeded moments, the seed printed with each failure; and SIGSTOP, which makes
 * a runner that comes back when another has its run. What was done stays done, once.
 */

interface StepRow {
  name: string;
  state: string;
  attempt: number;
  outputs: string;
}

const steps = ["apart", "first", "joined", "last", "left", "right"];
/** By the arithmetic of synthetic-pipeline.ts: 1; 1+10; 1+100; 11+101+1000; 7; 1112+7+10000. */
const totals = { first: 1, left: 11, right: 101, joined: 1_112, apart: 7, last: 11_119 };
const kills = 26;

it(`finishes as if nothing had happened after ${kills} kills at seeded moments`, async (t) => {
  const seed = Number(process.env["PRUMO_CHAOS_SEED"] ?? 20_011);
  t.diagnostic(`PRUMO_CHAOS_SEED=${seed}`);
  const random = seededRandom(seed);
  await using calm = await temporaryDirectory();
  assert.equal(await untilEnd(start(calm.path)), "succeeded");
  const undisturbed = outputsIn(calm.path);

  const killedWith = { nothing: 0, some: 0 };
  for (let done = 0; done < kills;) {
    await using directory = await temporaryDirectory();
    for (let isFinished = false; !isFinished;) {
      const before = finishedIn(directory.path);
      const child = start(directory.path);
      const isKilled = done < kills && (await killAtSeededMoment(child, directory.path, random));
      if (isKilled) {
        done++;
        killedWith[finishedIn(directory.path).size > 0 ? "some" : "nothing"]++;
      } else {
        await untilEnd(child);
        isFinished = true;
      }
      assertKept(before, finishedIn(directory.path));
    }
    assert.deepEqual(outputsIn(directory.path), undisturbed);
    await assertSound(directory.path);
    await assertNoOrphan(directory.path);
  }
  t.diagnostic(`killed with no step finished: ${killedWith.nothing}, with some: ${killedWith.some}`);
  assert.ok(killedWith.some >= kills / 4, "too few kills came while there was something to lose");
});

it("refuses the late result of a runner that was stopped while another took over", async () => {
  await using directory = await temporaryDirectory();
  const settings = { leaseMs: 600, ms: 400 };
  const zombie = start(directory.path, settings);
  await once(zombie, "message");
  await until(() => rowsIn(directory.path).some(({ state }) => state === "leased"));
  await stopBetweenCommits(zombie, directory.path);
  const before = rowsIn(directory.path);
  const itsRecords = linesIn(directory.path, "records").length;
  assert.ok(
    before.some(({ state }) => state === "leased"),
    "it was at work when it was stopped",
  );
  const successor = start(directory.path, settings);
  assert.equal(await untilEnd(successor), "succeeded");
  const finished = rowsIn(directory.path);
  const records = linesIn(directory.path, "records");
  zombie.kill("SIGCONT");
  // Its worker's results have waited in the pipe; it sees that the run has ended without it.
  assert.equal(await untilEnd(zombie), "succeeded");
  assert.deepEqual(rowsIn(directory.path), finished);
  assert.deepEqual(linesIn(directory.path, "records"), records);
  for (const { name, attempt } of finished) {
    const wasLeased = before.some((step) => step.name === name && step.state === "leased");
    assert.equal(attempt, wasLeased ? 2 : 1, name);
  }
  for (const line of records.slice(itsRecords)) assert.equal(line.split(" ")[3], String(successor.pid));
  await assertNoOrphan(directory.path);
});

function start(directory: string, settings = {}): ChildProcess {
  const program = join(import.meta.dirname, "synthetic-pipeline.ts");
  return fork(program, [directory, JSON.stringify(settings)], { execArgv: [] });
}

/**
 * Either soon after the start, or soon after a step's work was begun in this life. False when the program had
 * ended by then: its exit is yet to be read.
 */
async function killAtSeededMoment(child: ChildProcess, directory: string, random: Random): Promise<boolean> {
  const begun = linesIn(directory, "effects").length + random.below(4);
  const waitMs = random.next() * 120;
  await once(child, "message");
  await until(() => child.exitCode !== null || linesIn(directory, "effects").length >= begun);
  await sleep(waitMs);
  if (
    linesIn(directory, "effects").length > 0 &&
    rowsIn(directory).every(({ state }) => state === "succeeded")
  ) {
    return false;
  }
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode === "SIGKILL";
}

/**
 * Stops it where it holds no lock of SQLite. Such a lock, kept by a stopped process, cannot be fenced: every
 * writer gets storage/busy until it goes on or is killed.
 */
async function stopBetweenCommits(child: ChildProcess, directory: string): Promise<void> {
  using db = new DatabaseSync(join(directory, "meta.db"), { timeout: 0 });
  for (;;) {
    child.kill("SIGSTOP");
    await sleep(5); // a signal takes a moment to be delivered
    try {
      db.exec("begin immediate");
      db.exec("rollback");
      return;
    } catch {
      child.kill("SIGCONT");
      await sleep(5);
    }
  }
}

/** The last thing it says before it ends by itself. */
async function untilEnd(child: ChildProcess): Promise<unknown> {
  let said: unknown;
  child.on("message", (message) => (said = message));
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.exitCode, 0);
  return said;
}

function rowsIn(directory: string): StepRow[] {
  const path = join(directory, "meta.db");
  if (!existsSync(path)) return [];
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    return db
      .prepare("select name, state, attempt, outputs from pipeline_steps order by name")
      .all()
      .map((row) => ({ ...row }) as unknown as StepRow);
  } catch (error) {
    if (String(error).includes("no such table")) return [];
    throw error;
  } finally {
    db.close();
  }
}

/** Finished steps with their attempt and how often their work was begun. */
function finishedIn(directory: string): ReadonlyMap<string, string> {
  const effects = linesIn(directory, "effects");
  return new Map(
    rowsIn(directory)
      .filter(({ state }) => state === "succeeded")
      .map(({ name, attempt, outputs }) => {
        const begun = effects.filter((line) => line === name).length;
        return [name, `attempt ${attempt}, begun ${begun}, ${outputs}`];
      }),
  );
}

function outputsIn(directory: string): Record<string, unknown> {
  return Object.fromEntries(rowsIn(directory).map(({ name, outputs }) => [name, JSON.parse(outputs)]));
}

function linesIn(directory: string, name: string): string[] {
  const path = join(directory, name);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}

/** What was finished is still so, with the same attempt, and its work was not begun again. */
function assertKept(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  for (const [name, how] of before) assert.equal(after.get(name), how, name);
}

async function assertSound(directory: string): Promise<void> {
  const rows = rowsIn(directory);
  assert.deepEqual(
    rows.map(({ name, state }) => `${name} ${state}`),
    steps.map((name) => `${name} succeeded`),
  );
  const blobs = await openFileBlobs(join(directory, "blobs"));
  for (const { name, outputs } of rows) {
    const made = JSON.parse(outputs) as { out: { value: number }; blob: { digest: string } };
    assert.equal(made.out.value, totals[name as keyof typeof totals]);
    await blobs.verify(made.blob.digest);
  }
  const db = new DatabaseSync(join(directory, "meta.db"));
  assert.equal(db.prepare("pragma integrity_check").get()?.["integrity_check"], "ok");
  const told = db
    .prepare("select data from events where type = 'pipeline.step-changed'")
    .all()
    .map(({ data }) => JSON.parse(String(data)) as { step: string; state: string });
  db.close();
  // State and event are one transaction: each success is told exactly once.
  const successes = told.filter(({ state }) => state === "succeeded").map(({ step }) => step);
  assert.deepEqual(successes.sort(), steps);
  // One record per step run, repeated at most for attempts that were killed before they were marked done.
  const records = linesIn(directory, "records").map((line) => line.split(" "));
  assert.equal(new Set(records.map(([, stepRunId]) => stepRunId)).size, steps.length);
}

/** No process has this directory among its arguments any more. */
async function assertNoOrphan(directory: string): Promise<void> {
  await until(() => {
    const left = readdirSync("/proc").filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(directory);
      } catch {
        return false; // it has just ended
      }
    });
    return left.length === 0;
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 1_000, "it did not come to pass in 10 s");
    await sleep(10);
  }
}
