import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type Ended, ended, exampleProject, prumo, startPrumo } from "../support/prumo.ts";

const data = join(import.meta.dirname, "../../node_modules/vega-datasets/data");
const short = ["--param", 'window={"to":"2001-01-04"}', "--param", "trees=5"];

/** Three days of a model cannot be good. */
const lenient: [from: string, to: string][] = [
  ["atLeast(0.62)", "atLeast(0.1)"],
  ["atMost(0.08)", "atMost(0.9)"],
];

function change(directory: string, changes: readonly [from: string, to: string][]): void {
  const file = join(directory, "prumo.config.ts");
  let text = readFileSync(file, "utf8");
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), from);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

/** Refused with this exit code, in a person's words: what, then what to do, and nothing of our insides. */
function assertRefused({ code, stdout, stderr }: Ended, exit: number, says: RegExp): void {
  assert.equal(code, exit, stderr + stdout);
  assert.match(stderr, says);
  assert.doesNotMatch(stderr + stdout, /\n\s+at |did not foresee/, "no stack trace without --verbose");
}

test("a project file that is no TypeScript names the line; doctor says so too", async () => {
  using project = exampleProject();
  change(project.directory, [["const legs = prepare(", "const legs = = prepare("]]);
  assertRefused(await prumo(["run", "train"], project.directory), 1, /prumo\.config\.ts:\d+/);
  const doctor = await prumo(["doctor"], project.directory);
  assert.equal(doctor.code, 1);
  assert.match(doctor.stdout, /✗ project\s+prumo\.config\.ts:\d+/);
});

test("a project file of the wrong shape names the place and what is expected", async () => {
  using project = exampleProject();
  change(project.directory, [['every: "1mo"', 'every: "monthly"']]);
  assertRefused(await prumo(["monitor", "list"], project.directory), 1, /every.*monthly/);
  assert.equal((await prumo(["doctor"], project.directory)).code, 1);
});

test("a column that the data does not have: the nearest one is suggested", async () => {
  using project = exampleProject();
  change(project.directory, [['distance: col("distance")', 'distance: col("distanse")']]);
  assertRefused(await prumo(["run", "train", ...short], project.directory), 1, /distanse[\s\S]*distance/);
});

for (const [what, args, exit, says] of [
  ["an unknown pipeline", ["run", "trian"], 1, /no pipeline trian[\s\S]*train/],
  ["an unknown parameter", ["run", "train", "--param", "tree=5"], 2, /tree[\s\S]*trees/],
  ["a parameter of the wrong type", ["run", "train", "--param", "trees=many"], 2, /trees/],
  ["a parameter without a value", ["run", "train", "--param", "trees"], 2, /name=value/],
  ["a prototype's name as parameter", ["run", "train", "--param", "__proto__={}"], 2, /__proto__/],
  ["a window that is none", ["run", "train", "--param", 'window={"to":"soon"}'], 2, /window/],
] as const) {
  test(`${what} is refused`, async () => {
    using project = exampleProject();
    assertRefused(await prumo(args, project.directory), exit, says);
  });
}

const damaged: [what: string, file: string, damage: (path: string) => void][] = [
  ["a Parquet file that is cut off", "flights-3m.parquet", (path) => truncateSync(path, 100_000)],
  [
    "a Parquet file of other bytes",
    "flights-3m.parquet",
    (path) => writeFileSync(path, "this is no Parquet file\n"),
  ],
  ["an empty Parquet file", "flights-3m.parquet", (path) => writeFileSync(path, "")],
  ["an empty CSV file", "airports.csv", (path) => writeFileSync(path, "")],
  [
    "a CSV file whose quote never closes",
    "airports.csv",
    (path) => writeFileSync(path, 'iata,state,latitude,longitude\n"JFK,NY,1,2\nLAX,CA,3,4\n'),
  ],
  ["a CSV file of zeros", "airports.csv", (path) => writeFileSync(path, Buffer.alloc(10_000))],
];

for (const [what, file, damage] of damaged) {
  test(`${what} is refused by name`, async () => {
    using project = exampleProject();
    mkdirSync(join(project.directory, "data"));
    const path = join(project.directory, "data", file);
    copyFileSync(join(data, file), path);
    damage(path);
    change(project.directory, [[`npm:vega-datasets/data/${file}`, `data/${file}`]]);
    const run = await prumo(["run", "train", ...short], project.directory);
    assert.ok(run.code === 1 || run.code === 3, run.stderr);
    assertRefused(run, run.code, new RegExp(file.replace(/[.-].*/, "")));
  });
}

test("a source that is not there is named", async () => {
  using project = exampleProject();
  change(project.directory, [["npm:vega-datasets/data/flights-3m.parquet", "data/flights.parquet"]]);
  assertRefused(
    await prumo(["run", "train", ...short], project.directory),
    1,
    /no file .*data\/flights\.parquet/,
  );
});

test("a damaged store is said, by commands and by doctor, and left as it is", async () => {
  using project = exampleProject();
  change(project.directory, lenient);
  assert.equal((await prumo(["run", "train", ...short], project.directory)).code, 0);
  const path = join(project.directory, ".prumo", "meta.db");
  // The damage must not be repaired from the log beside it.
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  const file = openSync(path, "r+");
  for (let at = 0; at < statSync(path).size; at += 4_096)
    writeSync(file, Buffer.alloc(512, 0xa5), 0, 512, at + 1_000);
  closeSync(file);
  const before = readFileSync(path);
  for (const args of [["run", "train", ...short], ["flow"], ["up", "--port", "0"]]) {
    assertRefused(await prumo(args, project.directory), 1, /meta\.db is damaged[\s\S]*backup/);
  }
  const doctor = await prumo(["doctor"], project.directory);
  assert.equal(doctor.code, 1);
  assert.match(doctor.stdout, /✗ store\s+.*damaged/);
  assert.deepEqual(readFileSync(path), before);
  assert.ok(readdirSync(join(project.directory, ".prumo", "blobs")).length > 0, "blobs are still there");
  writeFileSync(
    path,
    "not a database, and long enough to be read as a header of one hundred bytes by whoever tries to, as it is",
  );
  assertRefused(await prumo(["flow"], project.directory), 1, /meta\.db is damaged/);
});

test("a busy port is said with a way out; doctor notes it", async () => {
  using project = exampleProject();
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  try {
    assertRefused(
      await prumo(["up", "--port", String(port)], project.directory),
      1,
      new RegExp(`Port ${port}[\\s\\S]*--port 0`),
    );
    const json = await prumo(["up", "--port", String(port), "--json"], project.directory);
    assert.equal((JSON.parse(json.stdout) as { error: { code: string } }).error.code, "server/port-busy");
    assert.ok(!existsSync(join(project.directory, ".prumo", "server.json")));
    change(project.directory, [
      [
        'name: "flight-delays",\n  requirements',
        `name: "flight-delays",\n  server: { port: ${port} },\n  requirements`,
      ],
    ]);
    assert.match((await prumo(["doctor"], project.directory)).stdout, /port\s+.*is taken/);
  } finally {
    occupant.close();
  }
});

test("Ctrl-C in a run says how to go on, and --resume does", { timeout: 60_000 }, async () => {
  using project = exampleProject();
  change(project.directory, lenient);
  const child = startPrumo(["run", "train", ...short, "--param", "trees=600"], project.directory);
  const end = ended(child);
  let said = "";
  child.stdout?.on("data", (text: string) => {
    // The split has been made: the training is under way.
    if (!said.includes("✓ split") && (said += text).includes("✓ split")) child.kill("SIGINT");
  });
  const interrupted = await end;
  assert.notEqual(interrupted.code, 0, interrupted.stdout);
  assert.match(interrupted.stdout + interrupted.stderr, /prumo run train --resume/);
  assert.doesNotMatch(interrupted.stdout + interrupted.stderr, /\n\s+at /);
  const resumed = await prumo(["run", "train", "--resume", "--json"], project.directory);
  assert.equal(resumed.code, 0, resumed.stderr);
  const { run } = JSON.parse(resumed.stdout) as { run: { number: number; state: string } };
  assert.deepEqual([run.number, run.state], [1, "succeeded"]);
});

/** Mounts a small disk where that is allowed; the reason why not otherwise. */
function smallDisk(path: string): string | null {
  mkdirSync(path);
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", path], {
    encoding: "utf8",
  });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

test(
  "a full disk stops a run with what to do; when there is space again it resumes",
  { timeout: 90_000 },
  async (context) => {
    using project = exampleProject();
    change(project.directory, lenient);
    const path = join(project.directory, ".prumo");
    const reason = smallDisk(path);
    if (reason !== null) {
      context.skip(`no small disk can be mounted here: ${reason}`);
      return;
    }
    try {
      const window = ["--param", 'window={"to":"2001-01-20"}', "--param", "trees=5"];
      const filler = join(path, "filler");
      writeFileSync(filler, Buffer.alloc(1_500_000));
      const run = await prumo(["run", "train", ...window], project.directory);
      assertRefused(run, 1, /space/i);
      rmSync(filler);
      assert.equal(spawnSync("mount", ["-o", "remount,size=200m", path]).status, 0);
      const resumed = await prumo(["run", "train", ...window, "--resume"], project.directory);
      assert.equal(resumed.code, 0, resumed.stderr);
    } finally {
      spawnSync("umount", ["-l", path]);
    }
  },
);
