import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openSqliteStore } from "../../src/adapters/sqlite/sqlite-store.ts";
import { openFileBlobs } from "../../src/adapters/files/file-blobs.ts";
import { heldClock } from "../../src/kernel/clock.ts";
import { PrumoError } from "../../src/kernel/errors/prumo-error.ts";
import { type Experiments, openExperiments } from "../../src/lifecycle/experiments/index.ts";

/** A station whose project is the folder `project` of a git repository. */
async function opened() {
  const dir = mkdtempSync(join(tmpdir(), "prumo-compare-"));
  const projectDir = join(dir, "repository", "project");
  mkdirSync(projectDir, { recursive: true });
  const clock = heldClock(Date.UTC(2026, 0, 1));
  const { meta } = await openSqliteStore(join(dir, "meta.db"), { clock });
  const blobs = await openFileBlobs(join(dir, "blobs"));
  const experiments = await openExperiments({ meta, blobs, clock, projectDir, signal: () => {} });
  const close = async () => {
    await meta[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  };
  return { experiments, projectDir, repository: join(dir, "repository"), [Symbol.asyncDispose]: close };
}

const start = Date.UTC(2026, 0, 1);

async function run(experiments: Experiments, name: string): Promise<string> {
  return (await experiments.createRun({ experiment: "compared", name, startedAt: start })).id;
}

test("runs come in the order asked for, each once, deleted ones too, and missing ones are named", async () => {
  await using house = await opened();
  const { experiments } = house;
  const [a, b, c] = [
    await run(experiments, "a"),
    await run(experiments, "b"),
    await run(experiments, "c"),
  ] as const;
  await experiments.deleteRun(b);
  const found = await experiments.runsById([c, "0".repeat(32), b, a, c, "__proto__"]);
  assert.deepEqual(
    found.items.map(({ name, isDeleted }) => [name, isDeleted]),
    [
      ["c", false],
      ["b", true],
      ["a", false],
    ],
  );
  assert.deepEqual(found.missing, ["0".repeat(32), "__proto__"]);
});

test("a short curve is whole; a long one keeps its first, its last and its extremes", async () => {
  await using house = await opened();
  const { experiments } = house;
  const short = await run(experiments, "short");
  const long = await run(experiments, "long");
  await experiments.log(short, {
    metrics: [3, 1, 2].map((step) => ({ key: "loss", value: step / 10, step, at: start + step * 1_000 })),
  });
  const points = Array.from({ length: 10_001 }, (_, step) => ({
    key: "loss",
    value: step === 4_321 ? 1_000 : step === 8_765 ? -1_000 : 0.5,
    step,
    at: start + step,
  }));
  await experiments.log(long, { metrics: points });

  for (const by of ["step", "time"] as const) {
    const asked = { runIds: [long, short, "0".repeat(32)], keys: ["loss", "none"], by, points: 102 };
    const [thin, whole, ...rest] = await experiments.curvesOfRuns(asked);
    assert.deepEqual(rest, []);
    assert.deepEqual(whole, {
      runId: short,
      key: "loss",
      logged: 3,
      steps: [1, 2, 3],
      after: [0, 1_000, 2_000],
      from: start + 1_000,
      values: [0.1, 0.2, 0.3],
    });
    assert.equal(thin?.runId, long);
    assert.equal(thin.logged, 10_001);
    // 100 pieces of 100 steps each between the ends, which are pieces of their own: 0 and 10,000
    assert.deepEqual(thin.steps, [0, 1, ...Array.from({ length: 99 }, (_, at) => (at + 1) * 100), 10_000]);
    assert.deepEqual(thin.after, thin.steps);
    assert.equal(thin.highs?.[44], 1_000, "the piece of the steps 4,300 to 4,399");
    assert.equal(thin.lows?.[88], -1_000);
    // 99 points of 0.5 and one of 1,000
    assert.ok(Math.abs(Number(thin.values[44]) - 10.495) < 1e-9);
    assert.equal(Math.max(...(thin.highs ?? []).map(Number)), 1_000);
    assert.equal(thin.values[50], 0.5);
  }
});

test("a part of the axis is thinned by itself, so that what is near comes in detail", async () => {
  await using house = await opened();
  const { experiments } = house;
  const id = await run(experiments, "long");
  await experiments.log(id, {
    metrics: Array.from({ length: 1_000 }, (_, step) => ({
      key: "loss",
      value: step,
      step,
      at: start + 10 * step,
    })),
  });
  const asked = { runIds: [id], keys: ["loss"], points: 50 };
  const [steps] = await experiments.curvesOfRuns({ ...asked, by: "step", within: { from: 100, to: 149.5 } });
  assert.deepEqual(
    [steps?.logged, steps?.steps.length, steps?.steps[0], steps?.values.at(-1)],
    [50, 50, 100, 149],
  );
  assert.equal(steps?.lows, undefined);
  const part = { from: start + 2_000, to: start + 4_000 };
  const [times] = await experiments.curvesOfRuns({ ...asked, by: "time", within: part });
  assert.deepEqual([times?.logged, times?.from, times?.after.at(-1)], [201, start + 2_000, 2_000]);
  assert.deepEqual([times?.lows?.[0], times?.highs?.at(-1)], [200, 400]);
  assert.deepEqual(
    await experiments.curvesOfRuns({ ...asked, by: "step", within: { from: 5_000, to: 6_000 } }),
    [],
  );
});

test("NaN and infinities stay what they are, and a curve without steps is thinned by time", async () => {
  await using house = await opened();
  const { experiments } = house;
  const id = await run(experiments, "diverges");
  const value = (at: number) => (at < 500 ? at : at < 600 ? Number.NaN : Number.POSITIVE_INFINITY);
  await experiments.log(id, {
    metrics: Array.from({ length: 1_000 }, (_, at) => ({
      key: "loss",
      value: value(at),
      step: 0,
      at: start + at,
    })),
  });
  const [curve] = await experiments.curvesOfRuns({ runIds: [id], keys: ["loss"], by: "time", points: 12 });
  // the first point, ten pieces of about 100 ms, the last point
  assert.deepEqual(curve?.values.slice(6), [
    "NaN",
    "Infinity",
    "Infinity",
    "Infinity",
    "Infinity",
    "Infinity",
  ]);
  assert.equal(curve?.values[0], 0);
  const [flat] = await experiments.curvesOfRuns({ runIds: [id], keys: ["loss"], by: "step", points: 12 });
  assert.deepEqual([flat?.steps, flat?.lows, flat?.highs], [[0], [0], ["Infinity"]]);
});

test("all curves together have at most 200,000 points", async () => {
  await using house = await opened();
  const { experiments } = house;
  const id = await run(experiments, "many");
  const keys = Array.from({ length: 20 }, (_, at) => `m${at}`);
  await experiments.log(id, {
    metrics: keys.flatMap((key) =>
      Array.from({ length: 120 }, (_, step) => ({ key, value: step, step, at: start + step })),
    ),
  });
  const others = Array.from({ length: 199 }, (_, at) => at.toString(16).padStart(32, "0"));
  const found = await experiments.curvesOfRuns({ runIds: [id, ...others], keys, by: "step", points: 2_500 });
  assert.equal(found.length, 20);
  // 200,000 over 200 runs and 20 keys is 50 each
  for (const { steps } of found) assert.ok(steps.length <= 50 && steps.length > 40, `${steps.length}`);
});

describe("code between two commits", { skip: hasGit() ? false : "git is not installed" }, () => {
  let house: Awaited<ReturnType<typeof opened>>;
  let first: string;
  let second: string;
  let side: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", house.repository, "-c", "user.name=Ana", "-c", "user.email=a@b.c", ...args], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  const commit = (message: string) => {
    git("add", "-A");
    git("commit", "-q", "--no-gpg-sign", "-m", message);
    return git("rev-parse", "HEAD");
  };

  before(async () => {
    house = await opened();
    git("init", "-q", "-b", "main");
    const file = (name: string, text: string | Buffer) => writeFileSync(join(house.repository, name), text);
    file("project/train.py", "depth = 3\n");
    file("project/old name.txt", "one\ntwo\nthree\nfour\n");
    file("secret.txt", "outside of the project\n");
    first = commit("First");
    git("checkout", "-q", "-b", "side");
    file("project/aside.txt", "aside\n");
    side = commit("Aside");
    git("checkout", "-q", "main");
    file("project/train.py", "depth = 5\nrate = 0.1\n");
    git("mv", "project/old name.txt", "project/new\tname.txt");
    file("project/bytes.bin", Buffer.from([0, 1, 2, 0]));
    file("secret.txt", "outside of the project, changed\n");
    second = commit("Deeper, with a rate");
  });
  after(() => house[Symbol.asyncDispose]());

  test("commits, files and the patch, of the project's folder alone", async () => {
    const change = await house.experiments.codeChange(first, second);
    assert.deepEqual(
      change.commits.map(({ id, side: of, author, subject }) => [id, of, author, subject]),
      [[second, "to", "Ana", "Deeper, with a rate"]],
    );
    assert.deepEqual(change.files, [
      { path: "project/bytes.bin", was: null, added: null, removed: null },
      { path: "project/new\tname.txt", was: "project/old name.txt", added: 0, removed: 0 },
      { path: "project/train.py", was: null, added: 2, removed: 1 },
    ]);
    assert.match(change.patch, /^-depth = 3\n\+depth = 5\n\+rate = 0\.1$/m);
    assert.doesNotMatch(change.patch, /outside of the project/);
    assert.deepEqual([change.hasMoreCommits, change.hasMoreFiles, change.isPatchCut], [false, false, false]);
  });

  test("commits of two branches are told apart", async () => {
    const { commits } = await house.experiments.codeChange(side, second);
    assert.deepEqual(
      new Set(commits.map(({ side: of, subject }) => `${of} ${subject}`)),
      new Set(["from Aside", "to Deeper, with a rate"]),
    );
  });

  test("neither the repository's programs nor the caller's settings are run", async () => {
    const mark = join(house.repository, "..", "was-run");
    const program = join(house.repository, "..", "program.sh");
    writeFileSync(program, `#!/bin/sh\ntouch '${mark}'\ncat "$1"\n`);
    chmodSync(program, 0o755);
    const settings = {
      "diff.external": program,
      "diff.mine.textconv": program,
      "diff.mine.command": program,
      "core.fsmonitor": program,
      "core.pager": program,
      "gpg.program": program,
      "log.showSignature": "true",
    };
    for (const [name, value] of Object.entries(settings)) git("config", name, value);
    writeFileSync(join(house.repository, ".git", "info", "attributes"), "* diff=mine\n");
    process.env["GIT_EXTERNAL_DIFF"] = program;
    try {
      const { patch } = await house.experiments.codeChange(first, second);
      assert.match(patch, /\+depth = 5/);
      assert.equal(existsSync(mark), false);
    } finally {
      delete process.env["GIT_EXTERNAL_DIFF"];
      for (const name of Object.keys(settings)) git("config", "--unset", name);
      rmSync(join(house.repository, ".git", "info", "attributes"));
    }
  });

  test("a large patch is cut, and says so", async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at} of a long file`).join("\n");
    writeFileSync(join(house.projectDir, "long.txt"), lines);
    const third = commit("Long");
    const change = await house.experiments.codeChange(second, third);
    assert.equal(change.isPatchCut, true);
    assert.ok(change.patch.length <= 512 * 1_024);
    assert.equal(change.files[0]?.added, 60_000);
  });

  test("what is no commit of it is refused in words", async () => {
    const { experiments } = house;
    const tree = git("rev-parse", `${first}^{tree}`);
    for (const bad of [
      "0".repeat(40),
      tree,
      "HEAD",
      "--output=/tmp/x",
      first.slice(0, 12),
      `${first}\n`,
      "",
    ]) {
      await assert.rejects(experiments.codeChange(first, bad), coded("experiments/no-commit"), bad);
      await assert.rejects(experiments.codeChange(bad, first), coded("experiments/no-commit"), bad);
    }
  });
});

test(
  "a project outside of any repository says so",
  { skip: hasGit() ? false : "git is not installed" },
  async () => {
    await using house = await opened();
    await assert.rejects(
      house.experiments.codeChange("0".repeat(40), "1".repeat(40)),
      coded("experiments/no-repository"),
    );
  },
);

function coded(code: string) {
  return (error: unknown) => error instanceof PrumoError && error.code === code;
}

function hasGit(): boolean {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
